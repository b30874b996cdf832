/**
 * The number of a commit. Every successful write takes the next one; there are no gaps that a reader could see as lost.
 * An empty store stands at 1, so that no state ever carries 0, which Kubernetes' clients read as "any".
 */
export type Revision = number;

export interface StoreEntry {
  readonly key: string;
  /** As handed to `create` or `update`; the store never looks inside and never changes it. */
  readonly value: Uint8Array;
  readonly createRevision: Revision;
  /** The revision of the last write to this key. Conditions of updates and deletes name it. */
  readonly modRevision: Revision;
}

/** One change. A delete carries the entry as it stood before. `revision` is the commit that made the change. */
export type StoreEvent =
  | { readonly type: "put"; readonly revision: Revision; readonly entry: StoreEntry; readonly previous?: StoreEntry }
  | { readonly type: "delete"; readonly revision: Revision; readonly key: string; readonly previous: StoreEntry };

export function keyOf(event: StoreEvent): string {
  return event.type === "put" ? event.entry.key : event.key;
}

export interface RangeOptions {
  /** Read the state as of this revision; absent means the newest. Compacted or future revisions throw. */
  readonly revision?: Revision;
  /** At most this many entries; absent means all. */
  readonly limit?: number;
  /** Only keys strictly after this one (for the next page). */
  readonly startAfter?: string;
}

export interface RangeResult {
  /** In key order (by UTF-8 bytes). */
  readonly entries: readonly StoreEntry[];
  /** The revision at which the entries were read. */
  readonly revision: Revision;
  /** How many entries follow after the last one returned; 0 when this was the last page. */
  readonly remaining: number;
}

export interface ChangesResult {
  /** In revision order. */
  readonly events: readonly StoreEvent[];
  /** `events` holds every change after the asked revision up to and including this one. */
  readonly through: Revision;
}

export type WriteResult =
  | { readonly ok: true; readonly revision: Revision }
  /** The condition did not hold; `current` is what stands there now (absent: nothing does). */
  | { readonly ok: false; readonly current?: StoreEntry };

/**
 * An append-only, revisioned log of changes to keyed bytes. It knows no kind.
 *
 * Promises: a write is durable before its promise resolves (for backends that have a disk); a failed write is never
 * seen; every watcher sees every change once, in revision order, and sees a change no later than its writer's promise
 * resolves plus one turn of the event loop; reads at one revision are consistent with each other.
 */
export interface Store {
  get(key: string, options?: { readonly revision?: Revision }): Promise<{ readonly entry?: StoreEntry; readonly revision: Revision }>;
  /** Entries whose key starts with `prefix`. */
  range(prefix: string, options?: RangeOptions): Promise<RangeResult>;
  /** Fails (`ok: false`) when the key exists. */
  create(key: string, value: Uint8Array): Promise<WriteResult>;
  /** Fails when the key's modRevision is not `expected`. */
  update(key: string, value: Uint8Array, expected: Revision): Promise<WriteResult>;
  /** Fails when the key's modRevision is not `expected`. */
  delete(key: string, expected: Revision): Promise<WriteResult>;
  /**
   * The changes under `prefix` after `since` that have happened so far, at most `limit` (default: all). Throws
   * RevisionCompactedError when `since` is older than the compaction, FutureRevisionError when it has not been reached.
   */
  changes(prefix: string, since: Revision, options?: { readonly limit?: number }): Promise<ChangesResult>;
  /**
   * Every change under `prefix` after `since`, in revision order, each exactly once, in batches as they were committed.
   * Throws as `changes` does. A watcher that falls behind the bound of the backend's buffer is ended with
   * WatchLaggedError. Ends quietly when `signal` aborts or the store closes.
   */
  watch(prefix: string, since: Revision, signal: AbortSignal): AsyncIterable<readonly StoreEvent[]>;
  /** The newest revision that a read would see. */
  revision(): Promise<Revision>;
  /** Forgets history before `revision`; the newest state of every key stays. */
  compact(revision: Revision): Promise<void>;
  /** Waits for writes under way, then frees everything. Later calls reject with StoreClosedError. */
  close(): Promise<void>;
}

export class RevisionCompactedError extends Error {
  override readonly name = "RevisionCompactedError";
  readonly compacted: Revision;
  constructor(asked: Revision, compacted: Revision) {
    super(`revision ${asked} was compacted; the oldest that can be read is ${compacted}`);
    this.compacted = compacted;
  }
}

export class FutureRevisionError extends Error {
  override readonly name = "FutureRevisionError";
  readonly current: Revision;
  constructor(asked: Revision, current: Revision) {
    super(`revision ${asked} is in the future; the newest is ${current}`);
    this.current = current;
  }
}

export class WatchLaggedError extends Error {
  override readonly name = "WatchLaggedError";
}

export class StoreClosedError extends Error {
  override readonly name = "StoreClosedError";
}

/** The disk refused the write (full, read-only, failing). Nothing of the write was kept; reads still work. */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
}
