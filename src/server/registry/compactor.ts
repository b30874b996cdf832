import type { Clock, Millis, Timer } from "../../base/clock.ts";
import type { Revision, Store } from "../../store/contract.ts";

/** How long history is kept at least, at most twice as long. Source: apiserver --etcd-compaction-interval. */
export const compactionIntervalMs: Millis = 300_000;

/**
 * Forgets the store's history before where it stood one interval ago, so that watches and pages of the last minutes can
 * go on and the store does not grow with every change. Does nothing while nothing is written.
 */
export class Compactor {
  readonly #store: Store;
  readonly #clock: Clock;
  #timer: Timer;
  #before: Revision | undefined;
  #stopped = false;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
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
