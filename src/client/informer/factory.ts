import { abortableRace, anySignal } from "../../base/abort/abort.ts";
import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { Selection } from "../reflector/reflector.ts";
import { type Resource, resourceKey } from "../resource.ts";
import type { Transport } from "../transport.ts";
import { Informer } from "./informer.ts";

export interface InformerFactoryOptions {
  /** Its identity must be allowed to list and watch whatever is asked for. */
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly onError?: (error: unknown) => void;
}

interface Entry {
  readonly informer: Informer;
  readonly stop: AbortController;
  running?: Promise<void>;
}

/** One informer a resource and selection, shared by all who ask. */
export class InformerFactory {
  readonly #options: InformerFactoryOptions;
  readonly #entries = new Map<string, Entry>();
  #signal: AbortSignal | undefined;

  constructor(options: InformerFactoryOptions) {
    this.#options = options;
  }

  /** The shared informer; the first call makes it. After `start` it runs from the moment it is asked for. */
  informer<T extends KubeObject>(resource: Resource<T>, selection: Selection = {}): Informer<T> {
    const key = entryKey(resource, selection);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { informer: new Informer<T>({ ...this.#options, resource, selection }) as unknown as Informer, stop: new AbortController() };
      this.#entries.set(key, entry);
      this.#run(entry);
    }
    // The key holds the resource, and a Resource's type belongs to its name.
    return entry.informer as unknown as Informer<T>;
  }

  /** Runs every informer, those asked for later included, until `signal` aborts. */
  start(signal: AbortSignal): void {
    this.#signal = signal;
    for (const entry of this.#entries.values()) this.#run(entry);
  }

  /** Resolves when every informer asked for so far has its first list; rejects with the signal's reason when it aborts first. */
  async waitForSync(signal: AbortSignal): Promise<void> {
    await abortableRace(Promise.all([...this.#entries.values()].map((entry) => entry.informer.synced)), signal);
  }

  /** Stops and forgets the informer of a resource that is no longer served. */
  forget(resource: Resource, selection: Selection = {}): void {
    const key = entryKey(resource, selection);
    this.#entries.get(key)?.stop.abort();
    this.#entries.delete(key);
  }

  /** Resolves when all informers have ended, after the signal of `start` aborted. */
  async stopped(): Promise<void> {
    await Promise.all([...this.#entries.values()].map((entry) => entry.running));
  }

  #run(entry: Entry): void {
    if (this.#signal === undefined || entry.running !== undefined) return;
    const linked = anySignal(this.#signal, entry.stop.signal);
    entry.running = entry.informer.run(linked.signal).finally(() => linked.dispose());
  }
}

function entryKey(resource: Resource, { namespace = "", labelSelector = "", fieldSelector = "" }: Selection): string {
  return [resourceKey(resource), namespace, labelSelector, fieldSelector].join("|");
}
