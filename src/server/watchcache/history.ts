import type { Millis } from "../../base/clock.ts";
import { Ring } from "../../base/ring/ring.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { Revision } from "../../store/contract.ts";
import type { CacheEvent } from "./cache-event.ts";

export interface HistoryLimits {
  /** Default 1,024. */
  readonly maxEvents?: number;
  /** Default 5 minutes. */
  readonly maxAgeMs?: Millis;
}

/** So that who comes back late to a quiet resource need not list it anew. Source: apiserver storage/cacher defaultLowerBoundCapacity. */
const keptAtRest = 100;

/**
 * The latest changes of one resource, from which watches start in the past and pages of a list are read at the revision
 * of the first. What it no longer has is in the store's log, until that is compacted.
 */
export class History {
  readonly #maxAgeMs: Millis;
  readonly #events: Ring<CacheEvent>;
  #since: Revision;

  constructor(since: Revision, { maxEvents = 1_024, maxAgeMs = 300_000 }: HistoryLimits = {}) {
    this.#since = since;
    this.#events = new Ring(maxEvents);
    this.#maxAgeMs = maxAgeMs;
  }

  /** Every change after this revision is here. */
  get since(): Revision {
    return this.#since;
  }

  /** How many changes are kept. */
  get size(): number {
    return this.#events.size;
  }

  add(event: CacheEvent): void {
    this.#dropOld(event.heardAt, 0);
    const evicted = this.#events.pushEvicting(event);
    if (evicted !== undefined) this.#since = evicted.revision;
  }

  /** What `add` does, for a resource that has come to rest: drops what is too old now, in milliseconds of the monotonic clock, but for the last hundred. */
  rest(now: Millis): void {
    this.#dropOld(now, keptAtRest);
  }

  /** The changes after `revision`, which must not be older than `since`. */
  after(revision: Revision): readonly CacheEvent[] {
    let low = 0;
    let high = this.#events.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#events.at(middle)!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return Array.from({ length: this.#events.size - low }, (_, index) => this.#events.at(low + index)!);
  }

  #dropOld(now: Millis, kept: number): void {
    while (this.#events.size > kept) {
      const oldest = this.#events.at(0)!;
      if (now - oldest.heardAt <= this.#maxAgeMs) return;
      this.#since = oldest.revision;
      this.#events.shift();
    }
  }

  /** What was otherwise at `revision` than it is now: by key, the object that stood there then, or undefined for none. */
  undoneTo(revision: Revision): Map<string, KubeObject | undefined> {
    const before = new Map<string, KubeObject | undefined>();
    for (const event of this.after(revision)) if (!before.has(event.key)) before.set(event.key, event.previous);
    return before;
  }
}
