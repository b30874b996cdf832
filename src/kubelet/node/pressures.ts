import type { Millis } from "../../base/clock.ts";
import type { Shortage } from "../eviction/thresholds.ts";

/** How long a condition of pressure stays after it was last seen, so that it does not flap. Source: kubernetes evictionPressureTransitionPeriod. */
const holdMs: Millis = 300_000;

/** Remembers when each condition of pressure was last seen. */
export class Pressures {
  readonly #lastSeen = new Map<string, Millis>();

  /** The conditions that hold, given what runs short now. */
  observe(shortages: readonly Shortage[], now: Millis): ReadonlySet<string> {
    for (const { condition } of shortages) this.#lastSeen.set(condition, now);
    for (const [condition, at] of this.#lastSeen) if (now - at >= holdMs) this.#lastSeen.delete(condition);
    return new Set(this.#lastSeen.keys());
  }
}
