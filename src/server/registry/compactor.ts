import type { Clock, Millis, Timer } from "../../base/clock.ts";
import type { Revision, Store } from "../../store/contract.ts";
import type { WatchCache } from "../watchcache/watch-cache.ts";

/** How long history is kept at least, at most twice as long. Source: apiserver --etcd-compaction-interval. */
export const compactionIntervalMs: Millis = 300_000;

export interface CompactorOptions {
  readonly store: Store;
  readonly caches: Pick<WatchCache, "dropOldHistory">;
  readonly clock: Clock;
}

/**
 * Forgets the store's history before where it stood one interval ago, and what the caches have of that time, so that
 * watches and pages of the last minutes can go on and neither grows with every change. Nothing is written where nothing was.
 */
export class Compactor {
  readonly #store: Store;
  readonly #caches: CompactorOptions["caches"];
  readonly #clock: Clock;
  #timer: Timer;
  #before: Revision | undefined;
  #stopped = false;

  constructor({ store, caches, clock }: CompactorOptions) {
    this.#store = store;
    this.#caches = caches;
    this.#clock = clock;
    this.#timer = this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer.cancel();
  }

  #schedule(): Timer {
    return this.#clock.setTimer(compactionIntervalMs, () => void this.#run());
  }

  async #run(): Promise<void> {
    this.#caches.dropOldHistory();
    try {
      const now = await this.#store.revision();
      const before = this.#before;
      this.#before = now;
      if (before !== undefined) await this.#store.compact(before);
    } catch {
      // A store that cannot compact now (full, closing) is asked again after the next interval.
    } finally {
      if (!this.#stopped) this.#timer = this.#schedule();
    }
  }
}
