import type { Clock, Millis, Timer } from "../../../base/clock.ts";
import type { Parts } from "../parts.ts";

/** How often records and objects are compared. Source: kube-apiserver service repair interval. */
export const repairIntervalMs: Millis = 180_000;

/** Has every allocator repair its records, at the start and then every three minutes. */
export class Repairer {
  readonly #parts: Parts;
  readonly #clock: Clock;
  #timer: Timer;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#clock = parts.clock;
    this.#timer = parts.clock.setTimer(0, () => void this.#run());
  }

  stop(): void {
    this.#stopped = true;
    this.#timer.cancel();
  }

  async #run(): Promise<void> {
    try {
      for (const allocator of this.#parts.allocators) await allocator.repair(this.#parts);
    } catch {
      // A store that takes no writes now is asked again after the next interval.
    } finally {
      if (!this.#stopped) this.#timer = this.#clock.setTimer(repairIntervalMs, () => void this.#run());
    }
  }
}
