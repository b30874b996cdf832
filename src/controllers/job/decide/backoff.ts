import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { Millis } from "../../../base/clock.ts";
import { finishedAt } from "./pod-state.ts";

/** Source: kubernetes pkg/controller/job DefaultJobPodFailureBackOff and MaxJobPodFailureBackOff. */
const firstBackoffMs: Millis = 10_000;
const maxBackoffMs: Millis = 600_000;

/** How often pods have failed in a row since one succeeded, and when the last of them did. */
export interface BackoffRecord {
  readonly failures: number;
  readonly lastFailureAt: Millis;
}

export const noFailures: BackoffRecord = { failures: 0, lastFailureAt: 0 };

/** The record after more pods have ended. A success forgets the failures that ended no later than it. */
export function nextBackoff(record: BackoffRecord, ended: { readonly succeeded: readonly Pod[]; readonly failed: readonly Pod[] }): BackoffRecord {
  const failureTimes = ended.failed.map(finishedAt);
  if (ended.succeeded.length > 0) {
    const lastSuccessAt = Math.max(...ended.succeeded.map(finishedAt));
    return count(noFailures, failureTimes.filter((time) => time > lastSuccessAt));
  }
  return count(record, failureTimes);
}

function count(record: BackoffRecord, failureTimes: readonly Millis[]): BackoffRecord {
  if (failureTimes.length === 0) return record;
  return { failures: record.failures + failureTimes.length, lastFailureAt: Math.max(record.lastFailureAt, ...failureTimes) };
}

/**
 * Milliseconds until pods may be made again; 0 when they may be now, and when the last failure lies further ahead than
 * its back-off is long: then the clock has been set back since.
 */
export function remainingBackoffMs({ failures, lastFailureAt }: BackoffRecord, now: Millis): Millis {
  if (failures === 0) return 0;
  const backoffMs = Math.min(firstBackoffMs * 2 ** (failures - 1), maxBackoffMs);
  return lastFailureAt - now > backoffMs ? 0 : Math.max(0, lastFailureAt + backoffMs - now);
}
