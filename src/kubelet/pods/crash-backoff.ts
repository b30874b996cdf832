import type { Millis } from "../../base/clock.ts";

/** Source: kubernetes pkg/kubelet MaxContainerBackOff and backOffPeriod. */
const initialDelayMs = 10_000;
const maximumDelayMs = 300_000;
/** A run that lasted longer than this makes the next failure a first one again. */
const resetAfterMs = 2 * maximumDelayMs;

/** How long a container that exits has to wait, and since when that holds. */
export interface Backoff {
  readonly delayMs: Millis;
  readonly updatedAt: Millis;
}

/** The back-off after a restart that happens now: none becomes 10 s, then it doubles up to 300 s. */
export function nextBackoff(previous: Backoff | undefined, finishedAt: Millis, now: Millis): Backoff {
  if (previous === undefined || isExpired(previous, finishedAt)) return { delayMs: initialDelayMs, updatedAt: now };
  return { delayMs: Math.min(previous.delayMs * 2, maximumDelayMs), updatedAt: now };
}

/** Milliseconds until a container that exited at `finishedAt` may run again; 0 means now. An end that lies ahead is of a clock that was set back since. */
export function backoffRemainingMs(backoff: Backoff | undefined, finishedAt: Millis, now: Millis): Millis {
  if (backoff === undefined || isExpired(backoff, finishedAt) || finishedAt - now > backoff.delayMs) return 0;
  return Math.max(0, finishedAt + backoff.delayMs - now);
}

function isExpired(backoff: Backoff, finishedAt: Millis): boolean {
  return finishedAt - backoff.updatedAt > resetAfterMs;
}

/** `10s`, `1m20s`, `5m0s`: Go's way of writing a duration, which the messages use. */
export function goDuration(delayMs: Millis): string {
  const seconds = Math.round(delayMs / 1_000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
