import { type Revision, type StoreEntry, type StoreEvent, StoreUnavailableError, type WriteResult } from "../contract.ts";
import type { WatchHub } from "../watch/watch-hub.ts";
import { entryAt, packValues } from "./packed.ts";
import type { CommitReply, WriteKind } from "./protocol.ts";
import type { WorkerClient } from "./worker-client.ts";

export interface Write {
  readonly kind: WriteKind;
  readonly key: string;
  /** Absent for deletes. */
  readonly value?: Uint8Array;
  readonly expected: Revision;
}

interface PendingWrite extends Write {
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (error: Error) => void;
}

/** Writes of one transaction at most: bounds how long one commit takes. */
const maxBatch = 1_024;
/** Writes that may wait. Beyond it the disk is too slow for what is asked of it, and waiting would only use memory. */
const maxWaiting = 65_536;

/**
 * Gathers all writes that arrive while a commit runs into the next one, so that they share one wait for the disk.
 *
 *     write ──► waiting ──(no commit runs)──► one transaction ──► events to the watchers ──► promises resolve
 */
export class GroupCommit {
  readonly #worker: WorkerClient;
  readonly #hub: WatchHub;
  #waiting: PendingWrite[] = [];
  #running = false;
  #idle: (() => void)[] = [];

  constructor(worker: WorkerClient, hub: WatchHub) {
    this.#worker = worker;
    this.#hub = hub;
  }

  write(write: Write): Promise<WriteResult> {
    if (this.#waiting.length >= maxWaiting) {
      return Promise.reject(new StoreUnavailableError(`cannot take another write: ${maxWaiting} are waiting for the disk already; try again later`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...write, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      // One turn of the microtask queue later, so that writes of the same moment share the first commit too.
      queueMicrotask(() => void this.#run());
    });
  }

  /** Resolves when no write is waiting or under way. */
  drained(): Promise<void> {
    return this.#running ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.length <= maxBatch ? this.#waiting : this.#waiting.slice(0, maxBatch);
      this.#waiting = this.#waiting.length <= maxBatch ? [] : this.#waiting.slice(maxBatch);
      await this.#commit(batch);
    }
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #commit(batch: readonly PendingWrite[]): Promise<void> {
    const values = packValues(batch.map((write) => write.value));
    const expected = Float64Array.from(batch, (write) => write.expected);
    let reply: CommitReply;
    try {
      reply = await this.#worker.call(
        { type: "commit", kinds: batch.map((write) => write.kind), keys: batch.map((write) => write.key), expected, values },
        [values.bytes.buffer, values.ends.buffer, expected.buffer],
      );
    } catch (error) {
      for (const write of batch) write.reject(error as Error);
      return;
    }
    this.#hub.publish(batch.flatMap((write, i) => eventOf(write, reply.revisions[i]!, entryAt(reply.before, i))));
    batch.forEach((write, i) => {
      const revision = reply.revisions[i]!;
      write.resolve(revision > 0 ? { ok: true, revision } : { ok: false, current: entryAt(reply.before, i) });
    });
  }
}

/** The event of a write; none where its condition did not hold. */
function eventOf({ key, value }: Write, revision: Revision, before: StoreEntry | undefined): StoreEvent[] {
  if (revision === 0) return [];
  if (value === undefined) return before === undefined ? [] : [{ type: "delete", revision, key, previous: before }];
  return [{ type: "put", revision, entry: { key, value, createRevision: before?.createRevision ?? revision, modRevision: revision }, previous: before }];
}
