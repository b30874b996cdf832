import type { Job, JobStatus } from "../../../api/types/batch/v1.gen.ts";
import { indexOf, indexesOf, isEnding, isFinished, isIndexed, isOwnedBy, isTracked, isTrue, type KnownJob, type KnownPod, secondsOf } from "../known.ts";
import { countsAsFailure, verdictOn } from "./policy.ts";

const kinds = ["succeeded", "failed"] as const;

/** What is wrong with how a status counts, measured by the one before it and by the pods that there have been. Notes who is counted. */
export function wrongCounts(known: KnownJob, next: Job): string[] {
  const old = known.last.status ?? {};
  const status = next.status ?? {};
  const broken: string[] = [];
  for (const kind of kinds) broken.push(...wrongEntries(known, { next, kind }));
  const isClosing = isFinished(status) && !isFinished(old);
  const closing = { succeeded: 0, failed: 0 };
  if (isClosing) for (const pod of known.pods.values()) broken.push(...closePod(pod, { next, closing }));
  for (const kind of kinds) {
    if (kind === "succeeded" && isIndexed(next)) continue; // counts indexes
    const [before, after] = [uidsOf(old, kind), new Set(uidsOf(status, kind))];
    const left = before.filter((uid) => !after.has(uid));
    const early = isClosing ? [] : left.filter((uid) => isPresentAndTracked(known.pods.get(uid)));
    if (early.length > 0) broken.push(`${early.length} pods moved into ${kind} before their finalizers were gone`);
    const expected = (old[kind] ?? 0) + left.length + closing[kind];
    if ((status[kind] ?? 0) !== expected) broken.push(`${kind} went from ${old[kind] ?? 0} to ${status[kind] ?? 0}, and ${left.length} UIDs and ${closing[kind]} last pods make it ${expected}`);
  }
  return [...broken, ...wrongIndexes(known, next)];
}

function uidsOf({ uncountedTerminatedPods }: JobStatus, kind: (typeof kinds)[number]): string[] {
  return uncountedTerminatedPods?.[kind] ?? [];
}

function isPresentAndTracked(pod: KnownPod | undefined): boolean {
  return pod !== undefined && !pod.deleted && isTracked(pod.last);
}

function wrongEntries(known: KnownJob, { next, kind }: { readonly next: Job; readonly kind: (typeof kinds)[number] }): string[] {
  const before = new Set(uidsOf(known.last.status ?? {}, kind));
  const broken: string[] = [];
  for (const uid of uidsOf(next.status ?? {}, kind).filter((entry) => !before.has(entry))) {
    const pod = known.pods.get(uid);
    if (pod === undefined) {
      broken.push(`${uid} is counted as ${kind} and is no pod of it`);
      continue;
    }
    const { name } = pod.last.metadata;
    if (pod.counted !== undefined) broken.push(`pod ${name} is counted as ${kind}, and was as ${pod.counted} before`);
    if (!isPresentAndTracked(pod)) broken.push(`pod ${name} is counted as ${kind} after its finalizer had gone`);
    const isRight = kind === "succeeded" ? pod.last.status?.phase === "Succeeded" : mayFail(pod, next) || endedMeanwhile(pod, next);
    if (!isRight) broken.push(`pod ${name} is counted as ${kind} and is ${pod.last.status?.phase}`);
    pod.counted = kind;
  }
  return broken;
}

/** A Job that fails counts every pod that has not succeeded. A pod that the Job itself had stopped is no failure otherwise. */
function mayFail(pod: KnownPod, job: Job): boolean {
  if (verdictOn(pod.last, job) === "Ignore" && pod.last.status?.phase === "Failed") return false;
  if (isTrue(job.status, "FailureTarget")) return pod.last.status?.phase !== "Succeeded";
  const isStopped = pod.deletedAlive && !pod.deletedFromOutside && job.metadata.deletionTimestamp === undefined; // by the Job, and not with it
  if (isStopped && !isEnding(job.status) && !mayForgetWhy(job)) return false;
  return countsAsFailure(pod.last, job);
}

/** It was on its way out when the Job looked, and has ended since in a way that would not count. */
function endedMeanwhile({ last: { metadata, status } }: KnownPod, job: Job): boolean {
  return metadata.deletionTimestamp !== undefined && (status?.phase === "Succeeded" || isTrue(job.status, "FailureTarget"));
}

/** Why a Job stops a pod may be gone with the pod: its restarts, or the deadline when the Job is suspended meanwhile. */
function mayForgetWhy({ spec }: Job): boolean {
  return spec.template.spec?.restartPolicy === "OnFailure" || spec.activeDeadlineSeconds !== undefined;
}

/** The last status of a Job counts what is left, and says so at once. */
function closePod(pod: KnownPod, { next, closing }: { readonly next: Job; readonly closing: { succeeded: number; failed: number } }): string[] {
  if (pod.counted !== undefined || !isPresentAndTracked(pod)) return [];
  if (isIndexed(next) && !(indexOf(pod.last) < (next.spec.completions ?? 0))) return [];
  const { phase } = pod.last.status ?? {};
  const how = phase === "Succeeded" ? "succeeded" : mayFail(pod, next) ? "failed" : undefined;
  if (how === undefined) return phase === "Failed" ? [] : [`it has ended and pod ${pod.last.metadata.name} is ${phase}`];
  pod.counted = how;
  closing[how]++;
  return [];
}

function wrongIndexes(known: KnownJob, next: Job): string[] {
  const broken: string[] = [];
  const [oldStatus, status] = [known.last.status ?? {}, next.status ?? {}];
  if (!isIndexed(next)) return status.completedIndexes === undefined && status.failedIndexes === undefined ? [] : ["it has indexes and is not Indexed"];
  const pods = [...known.pods.values()].filter(({ letGo }) => !letGo).map(({ last }) => last);
  const [completed, failed] = [indexesOf(status.completedIndexes), indexesOf(status.failedIndexes)];
  if ((status.succeeded ?? 0) !== completed.size) broken.push(`succeeded is ${status.succeeded ?? 0} and ${completed.size} indexes are completed`);
  for (const index of completed) {
    if (index >= (next.spec.completions ?? 0)) broken.push(`index ${index} is completed and there are ${next.spec.completions}`);
    if (failed.has(index)) broken.push(`index ${index} is both completed and failed`);
    if (!pods.some((pod) => indexOf(pod) === index && pod.status?.phase === "Succeeded")) broken.push(`index ${index} is completed and no pod of it has succeeded`);
  }
  const limit = next.spec.backoffLimitPerIndex;
  for (const index of failed) {
    const own = pods.filter((pod) => indexOf(pod) === index && (countsAsFailure(pod, next) || pod.metadata.deletionTimestamp !== undefined));
    const why = own.some((pod) => verdictOn(pod, next) === "FailIndex" || failureCountOf(pod) >= (limit ?? Number.POSITIVE_INFINITY));
    if (!why) broken.push(`index ${index} has failed, and no pod of it failed past the limit of ${limit}`);
  }
  if (known.wasStretched) return broken;
  for (const index of indexesOf(oldStatus.completedIndexes)) if (!completed.has(index)) broken.push(`index ${index} was completed and is not any more`);
  for (const index of indexesOf(oldStatus.failedIndexes)) if (!failed.has(index)) broken.push(`index ${index} had failed and has not any more`);
  return broken;
}

export function failureCountOf({ metadata }: KnownPod["last"]): number {
  return Number(metadata.annotations?.["batch.kubernetes.io/job-index-failure-count"] ?? 0);
}

/** A pod has lost its tracking finalizer: it must stand in the status, unless nobody is to count it. Notes pods that were too many. */
export function wronglyLetGo(known: KnownJob, pod: KnownPod): string[] {
  const { last: job } = known;
  const { metadata, status } = pod.last;
  if (pod.counted !== undefined || known.deleted || job.metadata.deletionTimestamp !== undefined || isEnding(job.status)) return [];
  if (!isOwnedBy(pod.last, job)) return [];
  if (isIndexed(job)) {
    const index = indexOf(pod.last);
    if (!(index < (job.spec.completions ?? 0))) return [];
    if (status?.phase === "Succeeded" && indexesOf(job.status?.completedIndexes).has(index)) return [];
  }
  if (status?.phase === "Failed" && verdictOn(pod.last, job) === "Ignore") return [];
  pod.letGo = true;
  const pods = [...known.pods.values()].filter((other) => !other.deleted);
  const active = pods.filter(({ last }) => last.metadata.deletionTimestamp === undefined && !["Succeeded", "Failed"].includes(last.status?.phase ?? "")).length;
  const succeeded = pods.filter(({ last }) => last.status?.phase === "Succeeded").length;
  const hasTooMany = known.wasResized || active > Math.min(job.spec.parallelism ?? 1, (job.spec.completions ?? Number.POSITIVE_INFINITY) - succeeded);
  return hasTooMany ? [] : [`pod ${metadata.name} (${status?.phase}) lost its finalizer and is not counted`];
}

/** When a pod ended, in seconds: as its container says. */
export function endOf({ status }: KnownPod["last"]): number {
  return Math.max(...(status?.containerStatuses ?? []).map(({ state }) => secondsOf(state?.terminated?.finishedAt)));
}
