import { compareUtf8, SortedKeys } from "../../base/sorted-keys/sorted-keys.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { Revision, StoreEntry, StoreEvent } from "../../store/contract.ts";
import { Audiences } from "./audiences.ts";
import { CacheEvent } from "./cache-event.ts";
import { History, type HistoryLimits } from "./history.ts";
import { type ObjectShelf, OpenShelf, PackedShelf } from "./object-shelf.ts";
import { decodeStored } from "./stored-bytes.ts";

/** One resource's objects as they stand, its latest changes, and who watches them. Follows what the feed applies. */
export class ResourceCache {
  /** What the keys of this resource's objects start with, as in `/registry/core/pods/`. */
  readonly prefix: string;
  readonly audiences = new Audiences();
  readonly #limits: HistoryLimits;
  readonly #objects: ObjectShelf;
  readonly #keys = new SortedKeys();
  #history: History;
  #averageBytes = 0;

  /** `isPacked`: objects are kept as bytes and decoded at every read. */
  constructor(prefix: string, { isPacked = false, ...limits }: HistoryLimits & { readonly isPacked?: boolean } = {}) {
    this.prefix = prefix;
    this.#limits = limits;
    this.#objects = isPacked ? new PackedShelf() : new OpenShelf();
    this.#history = new History(0, limits);
  }

  get history(): History {
    return this.#history;
  }

  get size(): number {
    return this.#objects.size;
  }

  /** About how many bytes an object takes in the store: exact after loading, then led by what is written. */
  get averageBytes(): number {
    return this.#averageBytes;
  }

  #set(key: string, object: KubeObject, stored: { readonly bytes: Uint8Array; readonly revision: Revision }): void {
    this.#objects.set(key, object, stored);
    this.#averageBytes += (stored.bytes.byteLength - this.#averageBytes) / this.#objects.size;
  }

  /** Starts over with the state at `revision`. */
  load(entries: readonly StoreEntry[], revision: Revision): void {
    for (const key of this.#objects.keys()) this.#keys.delete(key);
    this.#objects.clear();
    this.#averageBytes = 0;
    this.#history = new History(revision, this.#limits);
    for (const { key, value: bytes, modRevision: revision } of entries.toSorted((a, b) => a.modRevision - b.modRevision)) {
      const own = key.slice(this.prefix.length);
      this.#set(own, decodeStored(bytes, revision), { bytes, revision });
      this.#keys.add(own);
    }
  }

  apply(event: StoreEvent, heardAt: number): void {
    const key = (event.type === "put" ? event.entry.key : event.key).slice(this.prefix.length);
    const previous = this.#objects.get(key);
    const object = event.type === "put" ? decodeStored(event.entry.value, event.revision) : undefined;
    if (event.type === "delete" || object === undefined) {
      this.#objects.delete(key);
      this.#keys.delete(key);
    } else {
      this.#set(key, object, { bytes: event.entry.value, revision: event.revision });
      if (previous === undefined) this.#keys.add(key);
    }
    const change = new CacheEvent({ revision: event.revision, heardAt, key, object, previous });
    this.#history.add(change);
    this.audiences.take(change);
  }

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  /** All objects, the one that changed longest ago first. */
  oldestFirst(): Iterable<KubeObject> {
    return this.#objects.oldestFirst();
  }

  /** How many objects under `scope` come after `after`. */
  count(scope: string, after: string): number {
    return this.#keys.count(scope, after);
  }

  /** Objects under `scope` that come after `startAfter`, in key order, as they stand. */
  *objects(scope: string, startAfter?: string): Generator<[key: string, object: KubeObject], void, undefined> {
    for (const key of this.#keys.range(scope, startAfter)) yield [key, this.#objects.get(key)!];
  }

  /** The same as of `revision`, which the history must still cover. */
  *objectsAt(revision: Revision, scope: string, startAfter?: string): Generator<[key: string, object: KubeObject], void, undefined> {
    const before = this.#history.undoneTo(revision);
    const isAfter = (key: string): boolean => startAfter === undefined || compareUtf8(key, startAfter) > 0;
    const gone = [...before].filter(([key, object]) => object !== undefined && !this.#objects.has(key) && key.startsWith(scope) && isAfter(key)) as [string, KubeObject][];
    gone.sort(([a], [b]) => compareUtf8(a, b));
    let next = 0;
    for (const key of this.#keys.range(scope, startAfter)) {
      while (next < gone.length && compareUtf8(gone[next]![0], key) < 0) yield gone[next++]!;
      const object = before.has(key) ? before.get(key) : this.#objects.get(key);
      if (object !== undefined) yield [key, object];
    }
    yield* gone.slice(next);
  }
}
