import type { Job } from "../../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { isActive, isReady, isTerminating } from "../../shared/pods.ts";
import { failedIndexes, podsToSucceed } from "./failed-indexes.ts";
import { countsAsFailure } from "./failure-policy.ts";
import { IndexSet } from "./index-set.ts";
import { hasBackoffLimitPerIndex, hasFailed, hasSucceeded, indexOf, isIndexed, isTracked, isValid } from "./pod-state.ts";

/** Where the Job stands, the pods that ended since the last status included. */
export interface Tally {
  readonly active: readonly Pod[];
  readonly ready: number;
  readonly terminating: number;
  /** Ended, tracked, and neither in the counters nor among the uncounted UIDs. */
  readonly newlySucceeded: readonly Pod[];
  readonly newlyFailed: readonly Pod[];
  readonly succeeded: number;
  /** Without failures that the policy ignores. */
  readonly failed: number;
  /** Indexed Jobs only. */
  readonly indexes?: {
    readonly succeeded: IndexSet;
    /** Present when the back-off limit is per index. */
    readonly failed?: IndexSet;
    /** By index, the failed pod whose replacement inherits its count. */
    readonly predecessors: ReadonlyMap<number, Pod>;
  };
}

export function tally(job: Job, pods: readonly Pod[]): Tally {
  const { status = {} } = job;
  const uncounted = { succeeded: new Set(status.uncountedTerminatedPods?.succeeded), failed: new Set(status.uncountedTerminatedPods?.failed) };
  const countable = pods.filter((pod) => isTracked(pod) && isValid(pod, job));
  // A pod that was noted as failed while it was being deleted stays a failure, even if it has succeeded since.
  const isNoted = ({ metadata: { uid = "" } }: Pod): boolean => uncounted.succeeded.has(uid) || uncounted.failed.has(uid);
  const doneBefore = IndexSet.parse(isIndexed(job) ? status.completedIndexes : undefined, job.spec.completions ?? 0);
  const newlySucceeded = countable.filter((pod) => hasSucceeded(pod) && !isNoted(pod) && !doneBefore.has(indexOf(pod, job.spec.completions ?? 0) ?? -1));
  const newlyFailed = countable.filter((pod) => hasFailed(pod, job) && !uncounted.failed.has(pod.metadata.uid ?? ""));
  const active = pods.filter(isActive);
  const indexes = isIndexed(job) ? tallyIndexes(job, pods) : undefined;
  return {
    active,
    ready: active.filter(isReady).length,
    terminating: pods.filter(isTerminating).length,
    newlySucceeded,
    newlyFailed,
    succeeded: indexes?.succeeded.size ?? (status.succeeded ?? 0) + uncounted.succeeded.size + newlySucceeded.length,
    failed: (status.failed ?? 0) + uncounted.failed.size + newlyFailed.filter((pod) => countsAsFailure(job.spec.podFailurePolicy, pod)).length,
    indexes,
  };
}

function tallyIndexes(job: Job, pods: readonly Pod[]): NonNullable<Tally["indexes"]> {
  const completions = job.spec.completions ?? 0;
  const newIndexes = pods.filter((pod) => isTracked(pod) && hasSucceeded(pod)).map((pod) => indexOf(pod, completions));
  const succeeded = IndexSet.parse(job.status?.completedIndexes, completions).with(newIndexes.filter((index) => index !== undefined));
  if (!hasBackoffLimitPerIndex(job)) return { succeeded, predecessors: new Map() };
  const failed = failedIndexes(job, pods);
  return { succeeded, failed, predecessors: podsToSucceed(job, pods, succeeded.union(failed)) };
}
