import type { Clock, Millis } from "../../../base/clock.ts";
import type { Image, ImageService } from "../../cri/contract.ts";
import { ImagePullError } from "../../cri/contract.ts";

export interface SimulatedImagesOptions {
  /** How long a pull takes. Default 0. */
  readonly pullMs?: (image: string) => Millis;
  /** A text makes the pull of that image fail with it. */
  readonly pullError?: (image: string) => string | undefined;
}

/** Images that exist as soon as they are asked for, except those that `pullError` names. */
export class SimulatedImages implements ImageService {
  readonly #clock: Clock;
  readonly #options: SimulatedImagesOptions;
  readonly #images = new Map<string, Image>();

  constructor(clock: Clock, options: SimulatedImagesOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  async listImages(): Promise<readonly Image[]> {
    return [...this.#images.values()];
  }

  async imageStatus(image: string): Promise<Image | undefined> {
    return this.#images.get(image) ?? [...this.#images.values()].find((known) => known.id === image);
  }

  async pullImage(image: string, _auth: unknown, signal?: AbortSignal): Promise<{ readonly id: string; readonly sizeBytes: number }> {
    const pullMs = this.#options.pullMs?.(image) ?? 0;
    if (pullMs > 0) await this.#clock.sleep(pullMs, signal);
    const error = this.#options.pullError?.(image);
    if (error !== undefined) throw new ImagePullError("ErrImagePull", error);
    const known = this.#images.get(image);
    if (known !== undefined) return { id: known.id, sizeBytes: known.sizeBytes };
    const id = `sha256:${fingerprint(image)}`;
    const made: Image = { id, repoTags: [image], repoDigests: [`${image.replace(/[:@][^/]*$/, "")}@${id}`], sizeBytes: 1_000_000 };
    this.#images.set(image, made);
    return { id, sizeBytes: made.sizeBytes };
  }

  async removeImage(image: string): Promise<void> {
    for (const [name, known] of this.#images) if (name === image || known.id === image) this.#images.delete(name);
  }

  async imageFsInfo(): Promise<{ readonly mountpoint: string; readonly usedBytes: number; readonly inodesUsed: number }> {
    const usedBytes = [...this.#images.values()].reduce((sum, image) => sum + image.sizeBytes, 0);
    return { mountpoint: "/", usedBytes, inodesUsed: this.#images.size };
  }
}

/** 64 hexadecimal digits that depend on the text only (FNV-1a over eight seeds): a stable id, not a secure one. */
function fingerprint(text: string): string {
  let digits = "";
  for (let seed = 0; seed < 8; seed++) {
    let hash = 0x811c9dc5 ^ seed;
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    digits += (hash >>> 0).toString(16).padStart(8, "0");
  }
  return digits;
}
