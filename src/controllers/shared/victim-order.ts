import type { ContainerStatus, Pod } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { parseTime } from "../../machinery/time/time.ts";
import { isReady } from "./pods.ts";

const deletionCostAnnotation = "controller.kubernetes.io/pod-deletion-cost";

/** Sorts so that the pods whose end costs least come first. Source: kubernetes pkg/controller ActivePodsWithRanks. */
export function victimOrder(now: Millis): (a: Pod, b: Pod) => number {
  return (a, b) =>
    byAssigned(a, b) || byPhase(a, b) || byReady(a, b) || byDeletionCost(a, b) || byReadyTime(a, b, now) || byRestarts(a, b) || byCreation(a, b, now) || byUid(a, b);
}

function byAssigned(a: Pod, b: Pod): number {
  return Number(Boolean(a.spec?.nodeName)) - Number(Boolean(b.spec?.nodeName));
}

function byPhase(a: Pod, b: Pod): number {
  return phaseRank(a) - phaseRank(b);
}

function phaseRank(pod: Pod): number {
  return pod.status?.phase === "Running" ? 2 : pod.status?.phase === "Unknown" ? 1 : 0;
}

function byReady(a: Pod, b: Pod): number {
  return Number(isReady(a)) - Number(isReady(b));
}

function byDeletionCost(a: Pod, b: Pod): number {
  return deletionCost(a) - deletionCost(b);
}

/** An int32 in decimal; anything else counts as 0. */
function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[deletionCostAnnotation] ?? "";
  return /^(0|-?[1-9]\d{0,9})$/.test(text) ? Number(text) : 0;
}

function byReadyTime(a: Pod, b: Pod, now: Millis): number {
  if (!isReady(a) || !isReady(b)) return 0;
  return byAgeBucket(readySince(a), readySince(b), now);
}

function readySince(pod: Pod): Millis {
  return parseTime(pod.status?.conditions?.find((condition) => condition.type === "Ready")?.lastTransitionTime);
}

function byCreation(a: Pod, b: Pod, now: Millis): number {
  return byAgeBucket(parseTime(a.metadata.creationTimestamp), parseTime(b.metadata.creationTimestamp), now);
}

/** The younger first, where ages within a factor of two count as equal, so that victims spread over all who are about as old. */
function byAgeBucket(a: Millis, b: Millis, now: Millis): number {
  return ageBucket(a, now) - ageBucket(b, now);
}

function ageBucket(since: Millis, now: Millis): number {
  if (Number.isNaN(since)) return -1; // an unknown time counts as just now
  const ageSeconds = Math.floor((now - since) / 1_000);
  return ageSeconds < 1 ? 0 : 1 + Math.floor(Math.log2(ageSeconds));
}

function byRestarts(a: Pod, b: Pod): number {
  return maxRestarts(b.status?.containerStatuses) - maxRestarts(a.status?.containerStatuses) || maxRestarts(b.status?.initContainerStatuses) - maxRestarts(a.status?.initContainerStatuses);
}

function maxRestarts(statuses: readonly ContainerStatus[] = []): number {
  return statuses.reduce((most, { restartCount }) => Math.max(most, restartCount), 0);
}

function byUid(a: Pod, b: Pod): number {
  const [left, right] = [a.metadata.uid ?? "", b.metadata.uid ?? ""];
  return left < right ? -1 : left > right ? 1 : 0;
}
