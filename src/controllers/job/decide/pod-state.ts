import type { Job } from "../../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { Millis } from "../../../base/clock.ts";
import { parseTime } from "../../../machinery/time/time.ts";
import { completionIndexAnnotation, trackingFinalizer } from "../labels.ts";

/** Not counted for good yet: the finalizer goes only after the pod stands in the status. */
export function isTracked(pod: Pod): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) === true;
}

/** The policy's default depends on another field. Source: kubernetes pkg/controller/job onlyReplaceFailedPods. */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec.podReplacementPolicy === "Failed" || spec.podFailurePolicy !== undefined;
}

/** Unless only failed pods are replaced, a pod that is being deleted has failed already: it may never get to say so. */
export function hasFailed(pod: Pod, job: Job): boolean {
  if (pod.status?.phase === "Failed") return true;
  if (replacesOnlyFailed(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== "Succeeded";
}

export function hasSucceeded(pod: Pod): boolean {
  return pod.status?.phase === "Succeeded";
}

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === "Indexed";
}

export function hasBackoffLimitPerIndex(job: Job): boolean {
  return isIndexed(job) && job.spec.backoffLimitPerIndex !== undefined;
}

/** The pod's completion index, or undefined when it has none that this Job asks for. */
export function indexOf(pod: Pod, completions: number): number | undefined {
  const text = pod.metadata.annotations?.[completionIndexAnnotation];
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const index = Number(text);
  return index < completions ? index : undefined;
}

/** Pods of an Indexed Job count only with a valid index. */
export function isValid(pod: Pod, job: Job): boolean {
  return !isIndexed(job) || indexOf(pod, job.spec.completions ?? 0) !== undefined;
}

/**
 * When the pod ended: its last container's end, else when it stopped being ready, else when its deletion was asked for,
 * else its creation. Source: kubernetes pkg/controller/job backoff_utils.go getFinishedTime.
 */
export function finishedAt(pod: Pod): Millis {
  return lastContainerEnd(pod) ?? readyFalseSince(pod) ?? deletionAskedAt(pod) ?? parseTime(pod.metadata.creationTimestamp);
}

function lastContainerEnd({ status }: Pod): Millis | undefined {
  const ends = (status?.containerStatuses ?? []).map(({ state }) => parseTime(state?.terminated?.finishedAt));
  return ends.length === 0 || ends.some(Number.isNaN) ? undefined : Math.max(...ends);
}

function readyFalseSince({ status }: Pod): Millis | undefined {
  const since = parseTime(status?.conditions?.find(({ type, status: value }) => type === "Ready" && value === "False")?.lastTransitionTime);
  return Number.isNaN(since) ? undefined : since;
}

function deletionAskedAt({ metadata }: Pod): Millis | undefined {
  if (metadata.deletionTimestamp === undefined) return undefined;
  return parseTime(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1_000;
}
