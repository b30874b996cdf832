import type { Millis } from "../clock.ts";

/** How long to wait before trying again after `failures` failures in a row (1 after the first). */
export type Backoff = (failures: number) => Millis;

/** Doubles from `baseMs` up to `limitMs`. */
export function exponentialBackoff(baseMs: Millis, limitMs: Millis): Backoff {
  return (failures) => Math.min(baseMs * 2 ** (failures - 1), limitMs);
}

/** What every Kubernetes controller uses: 5 ms to 1000 s. Source: client-go util/workqueue DefaultTypedControllerRateLimiter. */
export const defaultBackoff: Backoff = exponentialBackoff(5, 1_000_000);
