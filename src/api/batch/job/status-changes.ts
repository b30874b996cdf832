import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { parseTime } from "../../../machinery/time/time.ts";
import type { Job } from "../../types/batch/v1.gen.ts";

/** What differs between two statuses of one job. */
export interface StatusChanges {
  /** Whether a condition has become true, or is true no more. */
  condition(type: string): boolean;
  /** Whether the job has become complete or failed, or is neither any more. */
  readonly finished: boolean;
  readonly active: boolean;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly startTime: boolean;
  readonly completionTime: boolean;
  readonly completedIndexes: boolean;
  readonly failedIndexes: boolean;
  readonly uncounted: boolean;
}

/** Source: kubernetes pkg/registry/batch/job/strategy.go getStatusValidationOptions. */
export function haveChanged(job: Job, old: Job): StatusChanges {
  const status = job.status ?? {};
  const before = old.status ?? {};
  return {
    condition: (type) => isTrue(job, type) !== isTrue(old, type),
    finished: isFinished(job) !== isFinished(old),
    active: (status.active ?? 0) !== (before.active ?? 0),
    ready: status.ready !== before.ready,
    terminating: status.terminating !== before.terminating,
    startTime: !sameTime(status.startTime, before.startTime),
    completionTime: !sameTime(status.completionTime, before.completionTime),
    completedIndexes: (status.completedIndexes ?? "") !== (before.completedIndexes ?? ""),
    failedIndexes: status.failedIndexes !== before.failedIndexes,
    uncounted: !semanticEqual(status.uncountedTerminatedPods, before.uncountedTerminatedPods),
  };
}

export function isTrue(job: Job, type: string): boolean {
  return conditionIs(job, type, "True");
}

export function conditionIs({ status }: Job, type: string, value: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === value) ?? false;
}

export function isFinished(job: Job): boolean {
  return isTrue(job, "Complete") || isTrue(job, "Failed");
}

function sameTime(one: string | undefined, other: string | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && parseTime(one) === parseTime(other));
}
