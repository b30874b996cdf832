import { type ChangesResult, type RangeOptions, type RangeResult, type Revision, type Store, StoreClosedError, type StoreEntry, type StoreEvent, type WriteResult } from "../contract.ts";
import { watchFrom } from "../watch/watch-from.ts";
import { WatchHub } from "../watch/watch-hub.ts";
import { GroupCommit, type Write } from "./group-commit.ts";
import { entryAt, type PackedEntries } from "./packed.ts";
import type { ChangesReply } from "./protocol.ts";
import { WorkerClient } from "./worker-client.ts";

export interface SqliteStoreOptions {
  /** The database file; its directory must exist. SQLite keeps `-wal` beside it, and we a `-pid`. */
  readonly path: string;
  /** The store refuses writes (StoreUnavailableError) that would make its file larger than this. Default: the disk's size. */
  readonly maxSizeBytes?: number;
  /** Events a watcher may fall behind before it is cut off. Default 65,536. */
  readonly maxBufferedEvents?: number;
  /** The worker's entry file. Default: `worker.ts` in the sources, `sqlite-worker.js` beside a bundle. */
  readonly workerUrl?: URL;
}

/** Opens the store and waits until it can be used. Throws StoreUnavailableError when the file is held, damaged or not writable. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  let store: SqliteStore | undefined;
  const worker = new WorkerClient({ path: options.path, maxSizeBytes: options.maxSizeBytes }, (reason) => store?.fail(reason), options.workerUrl);
  try {
    const { revision, sweeping } = await worker.call({ type: "open" });
    store = new SqliteStore(worker, new WatchHub(revision, options.maxBufferedEvents));
    if (sweeping) void store.sweep();
    return store;
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

/** The main thread's half: hands work to the worker, and each commit's events to the watchers. */
class SqliteStore implements Store {
  readonly #worker: WorkerClient;
  readonly #hub: WatchHub;
  readonly #commits: GroupCommit;
  #sweeping: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(worker: WorkerClient, hub: WatchHub) {
    this.#worker = worker;
    this.#hub = hub;
    this.#commits = new GroupCommit(worker, hub);
  }

  async get(key: string, options: { readonly revision?: Revision } = {}): Promise<{ readonly entry?: StoreEntry; readonly revision: Revision }> {
    this.#assertOpen();
    const { entries, revision } = await this.#worker.call({ type: "get", key, revision: options.revision });
    return { entry: entries.keys.length === 0 ? undefined : entryAt(entries, 0), revision };
  }

  async range(prefix: string, options: RangeOptions = {}): Promise<RangeResult> {
    this.#assertOpen();
    const { entries, revision, remaining } = await this.#worker.call({ type: "range", prefix, ...options });
    return { entries: unpack(entries), revision, remaining };
  }

  create(key: string, value: Uint8Array): Promise<WriteResult> {
    return this.#write({ kind: "create", key, value, expected: 0 });
  }

  update(key: string, value: Uint8Array, expected: Revision): Promise<WriteResult> {
    return this.#write({ kind: "update", key, value, expected });
  }

  delete(key: string, expected: Revision): Promise<WriteResult> {
    return this.#write({ kind: "delete", key, expected });
  }

  async changes(prefix: string, since: Revision, options: { readonly limit?: number } = {}): Promise<ChangesResult> {
    this.#assertOpen();
    const reply = await this.#worker.call({ type: "changes", prefix, since, limit: options.limit });
    return { events: unpackEvents(reply), through: reply.through };
  }

  watch(prefix: string, since: Revision, signal: AbortSignal): AsyncIterable<readonly StoreEvent[]> {
    return watchFrom(this.#hub, this, { prefix, since, signal });
  }

  async revision(): Promise<Revision> {
    this.#assertOpen();
    // This process is the only one that writes, and an acknowledged write has been published.
    return this.#hub.revision;
  }

  async compact(revision: Revision): Promise<void> {
    this.#assertOpen();
    const { sweeping } = await this.#worker.call({ type: "compact", revision });
    if (sweeping) await this.sweep();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The worker is gone: everyone who waits hears why. */
  fail(reason: Error): void {
    this.#hub.close(reason);
  }

  /** Clears what compaction forgets, a slice at a time, so that commits get their turn in between. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweepAll().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweepAll(): Promise<void> {
    // What a close or a full disk leaves undone is taken up again at the next opening or compaction.
    while (this.#closing === undefined) {
      const { sweeping } = await this.#worker.call({ type: "sweep" });
      if (!sweeping) return;
    }
  }

  async #write(write: Write): Promise<WriteResult> {
    this.#assertOpen();
    return this.#commits.write(write);
  }

  async #close(): Promise<void> {
    try {
      await this.#commits.drained();
      await this.#worker.call({ type: "close" });
    } finally {
      this.#hub.close();
      await this.#worker.terminate();
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new StoreClosedError("the store is closed");
  }
}

function unpack(packed: PackedEntries): StoreEntry[] {
  return packed.keys.map((_, i) => entryAt(packed, i)!);
}

function unpackEvents({ revisions, entries, previous }: ChangesReply): StoreEvent[] {
  return Array.from(revisions, (revision, i): StoreEvent => {
    const entry = entryAt(entries, i);
    const before = entryAt(previous, i);
    if (entry !== undefined) return { type: "put", revision, entry, previous: before };
    if (before === undefined) throw new Error(`revision ${revision} deleted nothing`);
    return { type: "delete", revision, key: before.key, previous: before };
  });
}
