import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { keyOf, keyText } from "../client.ts";
import { type ReflectorSink, type Selection, runReflector } from "../reflector/reflector.ts";
import { compareResourceVersions } from "../resource-version.ts";
import type { Resource } from "../resource.ts";
import type { Transport } from "../transport.ts";
import { IndexedStore } from "./indexed-store.ts";
import { type IndexFunction, type Lister, knownIndexes } from "./lister.ts";

/** What a consumer wants to hear. Calls come in order and must return at once: put a key into a queue, no more. */
export interface InformerHandler<T> {
  /** `initial` while the first list is delivered. */
  onAdd?(object: T, initial: boolean): void;
  onUpdate?(object: T, old: T): void;
  /** `object` is the last state known; changes between it and the deletion may have been missed. */
  onDelete?(object: T): void;
}

export interface InformerOptions<T extends KubeObject> {
  readonly transport: Transport;
  readonly resource: Resource<T>;
  readonly selection?: Selection;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of failed lists and watches and of handlers that threw; the informer goes on. */
  readonly onError?: (error: unknown) => void;
}

interface RevisionWaiter {
  readonly resourceVersion: string;
  readonly resolve: () => void;
}

/**
 * A local copy of a resource that follows the server, shared by all who read it. There is no periodic resync: a
 * consumer that must look again later sets itself a timer.
 */
export class Informer<T extends KubeObject = KubeObject> implements ReflectorSink<T> {
  readonly resource: Resource<T>;
  readonly #options: InformerOptions<T>;
  readonly #store = new IndexedStore<T>();
  readonly #handlers = new Set<InformerHandler<T>>();
  readonly #synced = Promise.withResolvers<void>();
  #waiters: RevisionWaiter[] = [];
  #hasSynced = false;
  #resourceVersion = "";

  constructor(options: InformerOptions<T>) {
    this.resource = options.resource;
    this.#options = options;
  }

  get lister(): Lister<T> {
    return this.#store;
  }

  /** True once the first list has been delivered to all handlers. */
  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Resolves when `hasSynced` turns true. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  /** The newest state that the lister shows. */
  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  /** True when the lister shows the write that answered with `resourceVersion`. */
  hasSeen(resourceVersion: string): boolean {
    return compareResourceVersions(this.#resourceVersion, resourceVersion) >= 0;
  }

  /** Resolves as soon as `hasSeen`. The resourceVersion must be of a write to what this informer selects, or a bookmark may be long in coming. */
  whenSeen(resourceVersion: string): Promise<void> {
    if (this.hasSeen(resourceVersion)) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ resourceVersion, resolve }));
  }

  /** Adds an index for `lister.byIndex`; the values may be left out for the `knownIndexes`. Adding one twice keeps the first. */
  addIndex(name: string, values: IndexFunction<T> | undefined = knownIndexes[name]): void {
    if (values === undefined) throw new Error(`cannot add the index ${name}: it is none of ${Object.keys(knownIndexes).join(", ")}; pass its function`);
    this.#store.addIndex(name, values);
  }

  /** Hears of all objects there are (as adds), then of every change. Returns the way to stop hearing. */
  addHandler(handler: InformerHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const object of this.#store.list()) this.#guard(() => handler.onAdd?.(object, true));
    return () => this.#handlers.delete(handler);
  }

  /** Follows the server until `signal` aborts. Never rejects. */
  run(signal: AbortSignal): Promise<void> {
    return runReflector<T>({ ...this.#options, sink: this }, signal);
  }

  replace(items: readonly T[], resourceVersion: string): void {
    const gone = new Set(this.#store.keys());
    for (const item of items) {
      gone.delete(keyText(keyOf(item)));
      this.#put(item);
    }
    for (const key of gone) this.#remove(key);
    this.#moveTo(resourceVersion);
    if (this.#hasSynced) return;
    this.#hasSynced = true;
    this.#synced.resolve();
  }

  apply(type: "ADDED" | "MODIFIED" | "DELETED", object: T): void {
    if (type === "DELETED") this.#remove(keyText(keyOf(object)), object);
    else this.#put(object);
    this.#moveTo(object.metadata?.resourceVersion ?? this.#resourceVersion);
  }

  bookmark(resourceVersion: string): void {
    this.#moveTo(resourceVersion);
  }

  #put(object: T): void {
    const old = this.#store.set(object);
    if (old === undefined) this.#tell((handler) => handler.onAdd?.(object, !this.#hasSynced));
    else if (old.metadata?.uid !== object.metadata?.uid) {
      // Deleted and made again between two lists: two objects, so two calls.
      this.#tell((handler) => handler.onDelete?.(old));
      this.#tell((handler) => handler.onAdd?.(object, !this.#hasSynced));
    } else if (old.metadata?.resourceVersion !== object.metadata?.resourceVersion) this.#tell((handler) => handler.onUpdate?.(object, old));
  }

  #remove(key: string, last?: T): void {
    const old = this.#store.delete(key);
    const object = last ?? old;
    if (old !== undefined && object !== undefined) this.#tell((handler) => handler.onDelete?.(object));
  }

  #moveTo(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
    if (this.#waiters.length === 0) return;
    const due = this.#waiters.filter((waiter) => this.hasSeen(waiter.resourceVersion));
    this.#waiters = this.#waiters.filter((waiter) => !this.hasSeen(waiter.resourceVersion));
    for (const waiter of due) waiter.resolve();
  }

  #tell(call: (handler: InformerHandler<T>) => void): void {
    for (const handler of this.#handlers) this.#guard(() => call(handler));
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#options.onError?.(error);
    }
  }
}
