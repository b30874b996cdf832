import type { Job } from "../../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { indexFailureCountAnnotation, indexIgnoredFailureCountAnnotation } from "../labels.ts";
import { isActive } from "../../shared/pods.ts";
import { countsAsFailure, failureVerdict } from "./failure-policy.ts";
import { IndexSet } from "./index-set.ts";
import { finishedAt, hasFailed, indexOf, isTracked } from "./pod-state.ts";

/** How often an index has failed; each pod carries the count of its predecessors. */
export interface IndexFailures {
  readonly counted: number;
  readonly ignored: number;
}

/** What the pod's annotations say of its predecessors. */
export function failuresBefore({ metadata }: Pod): IndexFailures {
  const read = (name: string): number => {
    const text = metadata.annotations?.[name] ?? "0";
    return /^\d+$/.test(text) ? Number(text) : 0;
  };
  return { counted: read(indexFailureCountAnnotation), ignored: read(indexIgnoredFailureCountAnnotation) };
}

/** What the replacement of a failed pod must carry. */
export function failuresAfter(pod: Pod, job: Job): IndexFailures {
  const { counted, ignored } = failuresBefore(pod);
  return countsAsFailure(job.spec.podFailurePolicy, pod) ? { counted: counted + 1, ignored } : { counted, ignored: ignored + 1 };
}

/** The indexes that have failed for good: past `backoffLimitPerIndex`, or by a FailIndex rule. */
export function failedIndexes(job: Job, pods: readonly Pod[]): IndexSet {
  const completions = job.spec.completions ?? 0;
  const failed: number[] = [];
  for (const pod of pods) {
    const index = indexOf(pod, completions);
    // One without the finalizer has been counted, or it was one too many and is no failure.
    if (index !== undefined && isTracked(pod) && indexHasFailed(pod, job)) failed.push(index);
  }
  return IndexSet.parse(job.status?.failedIndexes, completions).with(failed);
}

function indexHasFailed(pod: Pod, job: Job): boolean {
  if (!hasFailed(pod, job)) return false;
  const { action } = failureVerdict(job.spec.podFailurePolicy, pod);
  if (action === "FailIndex") return true;
  return action !== "Ignore" && failuresBefore(pod).counted >= (job.spec.backoffLimitPerIndex ?? 0);
}

/**
 * By index, the failed pod that is kept until its replacement carries its count on: the latest of each index that is
 * neither running, done nor failed for good. Source: kubernetes pkg/controller/job getPodsWithDelayedDeletionPerIndex.
 */
export function podsToSucceed(job: Job, pods: readonly Pod[], over: IndexSet): ReadonlyMap<number, Pod> {
  const completions = job.spec.completions ?? 0;
  const running = new Set(pods.filter(isActive).map((pod) => indexOf(pod, completions)));
  const latest = new Map<number, Pod>();
  for (const pod of pods) {
    const index = indexOf(pod, completions);
    if (index === undefined || !isTracked(pod) || !hasFailed(pod, job) || running.has(index) || over.has(index)) continue;
    const other = latest.get(index);
    if (other === undefined || isLater(pod, other)) latest.set(index, pod);
  }
  return latest;
}

function isLater(pod: Pod, other: Pod): boolean {
  return total(failuresBefore(pod)) >= total(failuresBefore(other)) && finishedAt(pod) >= finishedAt(other);
}

export function total({ counted, ignored }: IndexFailures): number {
  return counted + ignored;
}
