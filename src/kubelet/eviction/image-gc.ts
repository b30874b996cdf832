import type { Clock, Millis } from "../../base/clock.ts";
import type { ImageService, RuntimeService } from "../cri/contract.ts";
import type { MachineUsage } from "../ports/machine-port.ts";
import { decideImageGc } from "./decide-image-gc.ts";

/** Source: kubernetes ImageGCPeriod. */
const everyMs: Millis = 300_000;

export interface ImageGcOptions {
  readonly images: ImageService;
  readonly runtime: RuntimeService;
  readonly usage: () => MachineUsage;
  readonly clock: Clock;
  readonly onRemoved?: () => void;
  readonly onError: (error: unknown) => void;
  /** Not enough could be removed; with the words of the event. */
  readonly onShortfall: (message: string) => void;
}

/** Removes images that nothing uses when the disk fills up. Looks every 5 minutes, and when an eviction asks for it. */
export class ImageGc {
  readonly #options: ImageGcOptions;
  readonly #lastUsed = new Map<string, number>();

  constructor(options: ImageGcOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, onError } = this.#options;
    while (!signal.aborted) {
      await this.collect().catch(onError);
      await clock.sleep(everyMs, signal).catch(() => undefined);
    }
  }

  async collect(): Promise<void> {
    const { images, runtime, usage, clock, onRemoved, onShortfall } = this.#options;
    const [all, containers] = await Promise.all([images.listImages(), runtime.listContainers()]);
    const inUse = new Set(containers.flatMap((run) => [run.image.id, run.imageRef]));
    const now = clock.now();
    for (const image of all) if (inUse.has(image.id) || !this.#lastUsed.has(image.id)) this.#lastUsed.set(image.id, now);
    for (const id of this.#lastUsed.keys()) if (!all.some((image) => image.id === id)) this.#lastUsed.delete(id);
    const { rootTotalBytes, rootFreeBytes } = usage();
    const { remove, wantedBytes, foundBytes } = decideImageGc({ images: all, inUse, lastUsed: this.#lastUsed, diskTotalBytes: rootTotalBytes, diskFreeBytes: rootFreeBytes, now });
    for (const image of remove) {
      await images.removeImage(image.id);
      onRemoved?.();
    }
    if (foundBytes < wantedBytes) onShortfall(`Failed to garbage collect required amount of images. Attempted to free ${wantedBytes} bytes, but only found ${foundBytes} bytes eligible to free.`);
  }
}
