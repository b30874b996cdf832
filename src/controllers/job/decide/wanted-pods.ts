import type { Job } from "../../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { Millis } from "../../../base/clock.ts";
import { isTerminating } from "../../shared/pods.ts";
import { victimOrder } from "../../shared/victim-order.ts";
import { type BackoffRecord, remainingBackoffMs } from "./backoff.ts";
import { failuresAfter, failuresBefore, total } from "./failed-indexes.ts";
import { isSuspended } from "./finish.ts";
import type { WantedPod } from "./observed.ts";
import { finishedAt, hasBackoffLimitPerIndex, indexOf, isIndexed, replacesOnlyFailed } from "./pod-state.ts";
import type { Tally } from "./tally.ts";

/** Source: kubernetes pkg/controller/job MaxPodCreateDeletePerSync. */
const maxPodsPerSync = 500;

export interface PodPlan {
  readonly deletes: readonly Pod[];
  readonly creates: readonly WantedPod[];
  /** When a back-off is over that keeps pods from being made now. */
  readonly waitMs?: Millis;
}

interface PlanInput {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly tallied: Tally;
  readonly backoff: BackoffRecord;
  readonly now: Millis;
}

/** The pods that a Job which goes on has too many or too few. Never both at once: too many goes first. Source: kubernetes pkg/controller/job manageJob. */
export function planPods(input: PlanInput): PodPlan {
  const { job, tallied, now } = input;
  const wanted = isSuspended(job) ? 0 : wantedActive(job, tallied);
  const deletes = surplus(job, tallied.active, Math.max(0, tallied.active.length - wanted), now);
  if (deletes.length > 0) return { deletes: deletes.slice(0, maxPodsPerSync), creates: [] };
  const occupied = tallied.active.length + (replacesOnlyFailed(job) ? tallied.terminating : 0);
  const missing = Math.min(wanted - occupied, maxPodsPerSync);
  if (missing <= 0) return { deletes: [], creates: [] };
  return { deletes: [], ...(isIndexed(job) ? planIndexes(input, missing) : planPlain(input, missing)) };
}

/** A work queue (no completions) keeps its size until one pod succeeds, and then lets the rest run out. */
function wantedActive({ spec }: Job, { succeeded, active }: Tally): number {
  const parallelism = spec.parallelism ?? 1;
  if (spec.completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, spec.completions - succeeded));
}

/** Of an Indexed Job first the pods that should not be there at all; then those whose end costs least. */
function surplus(job: Job, active: readonly Pod[], atLeast: number, now: Millis): Pod[] {
  const order = victimOrder(now);
  const first = isIndexed(job) ? misplaced(job, active, order) : [];
  if (first.length >= atLeast) return first;
  const rest = active.filter((pod) => !first.includes(pod)).sort(order);
  return [...first, ...rest.slice(0, atLeast - first.length)];
}

/** Pods without a valid index, and all but the costliest of those that share one. */
function misplaced(job: Job, active: readonly Pod[], order: (a: Pod, b: Pod) => number): Pod[] {
  const byIndex = Map.groupBy(active, (pod) => indexOf(pod, job.spec.completions ?? 0));
  return [...byIndex].flatMap(([index, pods]) => (index === undefined ? pods : pods.length > 1 ? pods.toSorted(order).slice(0, -1) : []));
}

function planPlain({ backoff, now }: PlanInput, missing: number): Omit<PodPlan, "deletes"> {
  const waitMs = remainingBackoffMs(backoff, now);
  return waitMs > 0 ? { creates: [], waitMs } : { creates: Array.from({ length: missing }, () => ({})) };
}

function planIndexes(input: PlanInput, missing: number): Omit<PodPlan, "deletes"> {
  const { job, backoff, now } = input;
  if (hasBackoffLimitPerIndex(job)) return planIndexesWithOwnBackoff(input, missing);
  const waitMs = remainingBackoffMs(backoff, now);
  return waitMs > 0 ? { creates: [], waitMs } : { creates: missingIndexes(input, missing).map((index) => ({ index })) };
}

/** Each index waits for its own back-off, and its new pod inherits the count of the one it replaces. */
function planIndexesWithOwnBackoff(input: PlanInput, missing: number): Omit<PodPlan, "deletes"> {
  const { job, tallied, now } = input;
  const creates: WantedPod[] = [];
  const waits: Millis[] = [];
  for (const index of missingIndexes(input, missing)) {
    const predecessor = tallied.indexes?.predecessors.get(index);
    const waitMs = predecessor === undefined ? 0 : remainingBackoffMs({ failures: total(failuresBefore(predecessor)) + 1, lastFailureAt: finishedAt(predecessor) }, now);
    if (waitMs > 0) waits.push(waitMs);
    else creates.push({ index, failures: predecessor === undefined ? { counted: 0, ignored: 0 } : failuresAfter(predecessor, job) });
  }
  return waits.length === 0 ? { creates } : { creates, waitMs: Math.min(...waits) };
}

/** The lowest indexes that are neither done, nor failed for good, nor taken by a pod. */
function missingIndexes({ job, pods, tallied }: PlanInput, count: number): number[] {
  const completions = job.spec.completions ?? 0;
  const occupants = replacesOnlyFailed(job) ? [...tallied.active, ...pods.filter(isTerminating)] : tallied.active;
  const taken = occupants.map((pod) => indexOf(pod, completions)).filter((index) => index !== undefined);
  const { succeeded, failed } = tallied.indexes ?? {};
  const over = failed === undefined ? succeeded : succeeded?.union(failed);
  return over?.with(taken).firstMissing(count, completions) ?? [];
}
