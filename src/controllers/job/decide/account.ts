import type { Job, JobStatus } from "../../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { countsAsFailure } from "./failure-policy.ts";
import type { Finish } from "./finish.ts";
import { hasFailed, hasSucceeded, indexOf, isIndexed, isTracked, isValid } from "./pod-state.ts";
import type { Tally } from "./tally.ts";

/** Source: kubernetes pkg/controller/job MaxUncountedPods. Keeps the list of UIDs in the status below 20 KB. */
const maxUncounted = 500;

/** The counting part of a status. */
type Counters = Pick<JobStatus, "succeeded" | "failed" | "completedIndexes" | "failedIndexes"> & {
  readonly uncountedTerminatedPods: { succeeded?: string[]; failed?: string[] };
};

export interface Accounts {
  readonly counters: Counters;
  /** Pods that the counters or the uncounted UIDs include. */
  readonly releases: readonly Pod[];
  /** True when the limit left pods out, which the next decision takes up. */
  readonly incomplete: boolean;
}

/**
 * Counts every ended pod exactly once, whatever crashes. A pod's way:
 *
 *   tracked ──status write──► tracked + UID uncounted ──finalizer removed──► UID uncounted ──status write──► counted
 *
 * The finalizer keeps the pod until its UID is written; the UID keeps it from being counted again until the finalizer
 * is gone; only then the counter moves. Successes of Indexed Jobs need no UID: an index cannot succeed twice.
 */
export function account(job: Job, pods: readonly Pod[], { tallied, finish }: { readonly tallied: Tally; readonly finish: Finish | undefined }): Accounts {
  const ledger = settle(job, pods);
  const releases: Pod[] = [];
  let incomplete = false;
  for (const pod of inIndexOrder(job, pods)) {
    if (!isTracked(pod) || !isReleasable(pod, job, tallied, finish)) continue;
    // Pods whose UID is in the status need no more room; letting them go is what makes room.
    if (ledger.entered >= maxUncounted && !isEntered(ledger, pod)) {
      incomplete = true;
      continue;
    }
    releases.push(pod);
    enter(ledger, pod, job, finish);
  }
  return { counters: toCounters(ledger, tallied), releases, incomplete };
}

/** With the Job's end written in the same status nothing will be counted again, so the UIDs need not wait for their finalizers. */
export function closeAccounts({ uncountedTerminatedPods: { succeeded = [], failed = [] }, ...counters }: Counters, job: Job): Counters {
  const succeededCount = isIndexed(job) ? counters.succeeded : (counters.succeeded ?? 0) + succeeded.length;
  return { ...counters, succeeded: orAbsent(succeededCount), failed: orAbsent((counters.failed ?? 0) + failed.length), uncountedTerminatedPods: {} };
}

interface Ledger {
  succeeded: number;
  failed: number;
  readonly uncountedSucceeded: Set<string>;
  readonly uncountedFailed: Set<string>;
  readonly indexes: Set<number>;
  /** How many pods the status holds that are not settled yet. */
  get entered(): number;
}

/** Moves UIDs whose pods have lost their finalizer, or are gone, into the counters. */
function settle({ status }: Job, pods: readonly Pod[]): Ledger {
  const tracked = new Set(pods.filter(isTracked).map((pod) => pod.metadata.uid));
  const { succeeded = [], failed = [] } = status?.uncountedTerminatedPods ?? {};
  const uncountedSucceeded = new Set(succeeded.filter((uid) => tracked.has(uid)));
  const uncountedFailed = new Set(failed.filter((uid) => tracked.has(uid)));
  const indexes = new Set<number>();
  return {
    succeeded: (status?.succeeded ?? 0) + succeeded.length - uncountedSucceeded.size,
    failed: (status?.failed ?? 0) + failed.length - uncountedFailed.size,
    uncountedSucceeded,
    uncountedFailed,
    indexes,
    get entered() {
      return uncountedSucceeded.size + uncountedFailed.size + indexes.size;
    },
  };
}

/** A failed pod whose replacement must still read its failure count stays, unless the Job ends or is deleted. */
function isReleasable(pod: Pod, job: Job, { indexes }: Tally, finish: Finish | undefined): boolean {
  if (job.metadata.deletionTimestamp !== undefined || finish !== undefined || hasSucceeded(pod)) return true;
  if (!hasFailed(pod, job)) return false;
  const index = indexOf(pod, job.spec.completions ?? 0);
  return index === undefined || indexes?.predecessors.get(index) !== pod;
}

function isEntered({ uncountedSucceeded, uncountedFailed }: Ledger, { metadata: { uid = "" } }: Pod): boolean {
  return uncountedSucceeded.has(uid) || uncountedFailed.has(uid);
}

function enter(ledger: Ledger, pod: Pod, job: Job, finish: Finish | undefined): void {
  const uid = pod.metadata.uid ?? "";
  if (!isValid(pod, job)) return;
  if (hasSucceeded(pod) && !ledger.uncountedFailed.has(uid)) {
    if (isIndexed(job)) ledger.indexes.add(indexOf(pod, job.spec.completions ?? 0) ?? 0);
    else ledger.uncountedSucceeded.add(uid);
    return;
  }
  // A Job that fails counts every pod that has not succeeded as failed, even one that was never asked.
  const failed = hasFailed(pod, job) || finish?.terminal === "Failed";
  if (failed && countsAsFailure(job.spec.podFailurePolicy, pod)) ledger.uncountedFailed.add(uid);
}

function toCounters(ledger: Ledger, { indexes }: Tally): Counters {
  const counters: Counters = {
    succeeded: orAbsent(ledger.succeeded),
    failed: orAbsent(ledger.failed),
    uncountedTerminatedPods: {
      ...(ledger.uncountedSucceeded.size > 0 && { succeeded: [...ledger.uncountedSucceeded] }),
      ...(ledger.uncountedFailed.size > 0 && { failed: [...ledger.uncountedFailed] }),
    },
  };
  if (indexes === undefined) return counters;
  return {
    ...counters,
    succeeded: orAbsent(indexes.succeeded.size),
    completedIndexes: indexes.succeeded.toString() || undefined,
    // Without a limit per index the field stays absent; with one it is there from the start.
    failedIndexes: indexes.failed?.toString(),
  };
}

function inIndexOrder(job: Job, pods: readonly Pod[]): readonly Pod[] {
  if (!isIndexed(job)) return pods;
  const completions = job.spec.completions ?? 0;
  return pods.toSorted((a, b) => (indexOf(a, completions) ?? -1) - (indexOf(b, completions) ?? -1));
}

/** Counters of zero are left out of the JSON, as upstream's omitempty does. */
function orAbsent(count: number | undefined): number | undefined {
  return count === 0 ? undefined : count;
}
