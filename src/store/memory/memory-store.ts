import { SortedKeys } from "../../base/sorted-keys/sorted-keys.ts";
import {
  type ChangesResult,
  FutureRevisionError,
  keyOf,
  type RangeOptions,
  type RangeResult,
  type Revision,
  RevisionCompactedError,
  type Store,
  StoreClosedError,
  type StoreEntry,
  type StoreEvent,
  type WriteResult,
} from "../contract.ts";
import { watchFrom } from "../watch/watch-from.ts";
import { WatchHub } from "../watch/watch-hub.ts";
import { KeyHistory } from "./key-history.ts";

export interface MemoryStoreOptions {
  /** Events a watcher may fall behind before it is cut off. Default 65,536. */
  readonly maxBufferedEvents?: number;
  /** What a new store begins with, as `range("")` of another answered: its entries at its revision, without their history. */
  readonly from?: Pick<RangeResult, "entries" | "revision">;
}

/** The store of tests, the simulator and the browser: the whole contract without a disk. Gone when the process is. */
export class MemoryStore implements Store {
  readonly #histories = new Map<string, KeyHistory>();
  /** Every key that has a history, deleted ones included. */
  readonly #keys = new SortedKeys();
  /** The events after `#compacted`, one a revision and without gaps: the one of revision r is at `r - #compacted - 1`. */
  #log: StoreEvent[] = [];
  #compacted: Revision = 1;
  #closed = false;
  readonly #hub: WatchHub;

  constructor(options: MemoryStoreOptions = {}) {
    const { entries, revision } = options.from ?? { entries: [], revision: 1 };
    this.#hub = new WatchHub(revision, options.maxBufferedEvents);
    this.#compacted = revision;
    for (const entry of entries) this.#historyOf(entry.key).put(entry);
  }

  async get(key: string, options: { readonly revision?: Revision } = {}): Promise<{ readonly entry?: StoreEntry; readonly revision: Revision }> {
    const revision = this.#readable(options.revision);
    return { entry: this.#entryAt(key, revision), revision };
  }

  async range(prefix: string, options: RangeOptions = {}): Promise<RangeResult> {
    const revision = this.#readable(options.revision);
    const limit = options.limit ?? Number.POSITIVE_INFINITY;
    const entries: StoreEntry[] = [];
    let remaining = 0;
    for (const key of this.#keys.range(prefix, options.startAfter)) {
      const entry = this.#entryAt(key, revision);
      if (entry === undefined) continue;
      if (entries.length < limit) entries.push(entry);
      else remaining++;
    }
    return { entries, revision, remaining };
  }

  async create(key: string, value: Uint8Array): Promise<WriteResult> {
    this.#assertOpen();
    const current = this.#histories.get(key)?.current;
    if (current !== undefined) return { ok: false, current };
    const revision = this.#hub.revision + 1;
    return this.#put({ key, value, createRevision: revision, modRevision: revision });
  }

  async update(key: string, value: Uint8Array, expected: Revision): Promise<WriteResult> {
    this.#assertOpen();
    const current = this.#histories.get(key)?.current;
    if (current === undefined || current.modRevision !== expected) return { ok: false, current };
    return this.#put({ key, value, createRevision: current.createRevision, modRevision: this.#hub.revision + 1 }, current);
  }

  async delete(key: string, expected: Revision): Promise<WriteResult> {
    this.#assertOpen();
    const history = this.#histories.get(key);
    const current = history?.current;
    if (history === undefined || current === undefined || current.modRevision !== expected) return { ok: false, current };
    const revision = this.#hub.revision + 1;
    history.delete(revision);
    return this.#commit({ type: "delete", revision, key, previous: current });
  }

  async changes(prefix: string, since: Revision, options: { readonly limit?: number } = {}): Promise<ChangesResult> {
    const from = this.#readable(since);
    const limit = options.limit ?? Number.POSITIVE_INFINITY;
    const events: StoreEvent[] = [];
    for (let at = from - this.#compacted; at < this.#log.length; at++) {
      const event = this.#log[at]!;
      if (!keyOf(event).startsWith(prefix)) continue;
      events.push(event);
      if (events.length === limit) return { events, through: event.revision };
    }
    return { events, through: this.#hub.revision };
  }

  watch(prefix: string, since: Revision, signal: AbortSignal): AsyncIterable<readonly StoreEvent[]> {
    return watchFrom(this.#hub, this, { prefix, since, signal });
  }

  async revision(): Promise<Revision> {
    this.#assertOpen();
    return this.#hub.revision;
  }

  async compact(revision: Revision): Promise<void> {
    this.#assertOpen();
    if (revision > this.#hub.revision) throw new FutureRevisionError(revision, this.#hub.revision);
    if (revision <= this.#compacted) return;
    const forgotten = this.#log.splice(0, revision - this.#compacted);
    this.#compacted = revision;
    for (const key of new Set(forgotten.map(keyOf))) {
      if (this.#histories.get(key)?.compact(revision) !== true) continue;
      this.#histories.delete(key);
      this.#keys.delete(key);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#hub.close();
  }

  #put(entry: StoreEntry, previous?: StoreEntry): WriteResult {
    this.#historyOf(entry.key).put(entry);
    return this.#commit({ type: "put", revision: entry.modRevision, entry, previous });
  }

  #historyOf(key: string): KeyHistory {
    let history = this.#histories.get(key);
    if (history === undefined) {
      history = new KeyHistory();
      this.#histories.set(key, history);
      this.#keys.add(key);
    }
    return history;
  }

  #commit(event: StoreEvent): WriteResult {
    this.#log.push(event);
    this.#hub.publish([event]);
    return { ok: true, revision: event.revision };
  }

  #entryAt(key: string, revision: Revision): StoreEntry | undefined {
    const history = this.#histories.get(key);
    return revision === this.#hub.revision ? history?.current : history?.at(revision);
  }

  /** The revision to read at; throws for one that is gone or has not come. */
  #readable(asked: Revision | undefined): Revision {
    this.#assertOpen();
    const current = this.#hub.revision;
    if (asked === undefined) return current;
    if (asked < this.#compacted) throw new RevisionCompactedError(asked, this.#compacted);
    if (asked > current) throw new FutureRevisionError(asked, current);
    return asked;
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreClosedError("the store is closed");
  }
}
