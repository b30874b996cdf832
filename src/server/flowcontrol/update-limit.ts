import type { Clock, Millis } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";

/** Writes to one schema's status in a minute, so that servers that disagree do not fight. Source: apiserver util/flowcontrol shouldDelayUpdate. */
const mostPerMinute = 6;
const minuteMs = 60_000;

/** Bounds how often the status of a flow schema is written. */
export class UpdateLimit {
  readonly #clock: Clock;
  readonly #random: Random;
  /** When each name was written, within the last minute. */
  readonly #written = new Map<string, Millis[]>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Undefined when `name` may be written now, which counts it; otherwise how long to wait. */
  delayOf(name: string): Millis | undefined {
    const nowMs = this.#clock.monotonic();
    for (const [key, times] of this.#written) {
      const recent = times.filter((time) => nowMs - time < minuteMs);
      if (recent.length === 0) this.#written.delete(key);
      else this.#written.set(key, recent);
    }
    const times = this.#written.get(name) ?? [];
    if (times.length >= mostPerMinute) return 30_000 + this.#random.int(45_000);
    this.#written.set(name, [...times, nowMs]);
    return undefined;
  }
}
