import type { Millis } from "../../base/clock.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { Revision } from "../../store/contract.ts";
import type { CacheEvent } from "./cache-event.ts";

export interface HistoryLimits {
  /** Default 1,024. */
  readonly maxEvents?: number;
  /** Default 5 minutes. */
  readonly maxAgeMs?: Millis;
}

/**
 * The latest changes of one resource, from which watches start in the past and pages of a list are read at the revision
 * of the first. What it no longer has is in the store's log, until that is compacted.
 */
export class History {
  readonly #maxEvents: number;
  readonly #maxAgeMs: Millis;
  /** Events before `#first` have been dropped; the array is cut now and then rather than moved every time. */
  #events: CacheEvent[] = [];
  #first = 0;
  #since: Revision;

  constructor(since: Revision, { maxEvents = 1_024, maxAgeMs = 300_000 }: HistoryLimits = {}) {
    this.#since = since;
    this.#maxEvents = maxEvents;
    this.#maxAgeMs = maxAgeMs;
  }

  /** Every change after this revision is here. */
  get since(): Revision {
    return this.#since;
  }

  add(event: CacheEvent): void {
    this.#events.push(event);
    while (this.#events.length - this.#first > this.#maxEvents || event.heardAt - this.#events[this.#first]!.heardAt > this.#maxAgeMs) {
      this.#since = this.#events[this.#first]!.revision;
      this.#first++;
    }
    if (this.#first > 512 && this.#first * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }

  /** The changes after `revision`, which must not be older than `since`. */
  after(revision: Revision): readonly CacheEvent[] {
    let low = this.#first;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#events[middle]!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#events.slice(low);
  }

  /** What was otherwise at `revision` than it is now: by key, the object that stood there then, or undefined for none. */
  undoneTo(revision: Revision): Map<string, KubeObject | undefined> {
    const before = new Map<string, KubeObject | undefined>();
    for (const event of this.after(revision)) if (!before.has(event.key)) before.set(event.key, event.previous);
    return before;
  }
}
