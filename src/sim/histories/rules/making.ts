import type { Job } from "../../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { failuresIn, indexOf, indexesOf, isActive, isEnding, isIndexed, isManagedElsewhere, isTracked, isTrue, type KnownJob, type KnownPod, secondsOf, trackingFinalizer } from "../known.ts";
import { endOf, failureCountOf } from "./counting.ts";
import { verdictOn, waitsForEnds } from "./policy.ts";

/** What is wrong with a pod that has just been made, the pods before it and the Job's status being what they are. */
export function wronglyMade(pod: Pod, known: KnownJob): string[] {
  const { spec, status = {} } = known.last;
  const earlier = [...known.pods.values()].filter(({ last }) => last !== pod);
  const broken: string[] = [];
  if (isManagedElsewhere(known.last)) broken.push(`was made for a Job that ${spec.managedBy} manages`);
  if (!isTracked(pod)) broken.push(`was made without ${trackingFinalizer}`);
  if (pod.metadata.ownerReferences?.length !== 1 || pod.metadata.ownerReferences[0]?.blockOwnerDeletion !== true) broken.push(`was made with the owners ${JSON.stringify(pod.metadata.ownerReferences)}`);
  if (known.deleted) return broken; // whoever made it had not heard
  if (isEnding(status)) broken.push("was made after the Job's end was decided");
  if (isTrue(status, "Suspended") && spec.suspend === true && !known.wasResumed) broken.push("was made for a suspended Job");
  if (failuresIn(status) > (spec.backoffLimit ?? 6)) broken.push(`was made after ${failuresIn(status)} failures, with a limit of ${spec.backoffLimit}`);
  return [...broken, ...tooMany(pod, known, earlier), ...(isIndexed(known.last) ? wrongIndex(pod, known, earlier) : []), ...tooEarly(pod, known, earlier)];
}

function tooMany(pod: Pod, { last: job, largestParallelism, wasResized }: KnownJob, earlier: readonly KnownPod[]): string[] {
  const { spec, status = {} } = job;
  const present = earlier.filter(({ deleted, last }) => !deleted && (isActive(last) || (waitsForEnds(job) && last.status?.phase !== "Succeeded" && last.status?.phase !== "Failed")));
  const broken: string[] = [];
  if (present.length + 1 > largestParallelism) broken.push(`is the ${present.length + 1}th at once, with a parallelism of at most ${largestParallelism}`);
  const active = earlier.filter(({ deleted, last }) => !deleted && isActive(last)).length + 1;
  const done = (status.succeeded ?? 0) + (status.uncountedTerminatedPods?.succeeded?.length ?? 0);
  if (!wasResized && spec.completions !== undefined && done + active > spec.completions) broken.push(`makes ${active} active ones with ${done} of ${spec.completions} completions done`);
  if (!isIndexed(job)) return broken;
  const twins = present.filter(({ last }) => indexOf(last) === indexOf(pod));
  return twins.length === 0 ? broken : [...broken, `is made beside ${twins.length} for the same index`];
}

function wrongIndex(pod: Pod, { last: job, wasStretched }: KnownJob, earlier: readonly KnownPod[]): string[] {
  const { metadata, spec } = pod;
  const index = indexOf(pod);
  const broken: string[] = [];
  if (!(index >= 0)) return ["has no index"];
  if (!wasStretched && index >= (job.spec.completions ?? 0)) broken.push(`has the index ${index} of ${job.spec.completions}`);
  if (metadata.labels?.["batch.kubernetes.io/job-completion-index"] !== `${index}` || spec.hostname !== `${job.metadata.name}-${index}` || !metadata.name?.startsWith(`${job.metadata.name}-${index}-`)) broken.push(`does not bear the index ${index} in its label, host name and name`);
  if (!wasStretched && indexesOf(job.status?.completedIndexes).has(index)) broken.push(`was made for index ${index}, which is completed`);
  if (indexesOf(job.status?.failedIndexes).has(index)) broken.push(`was made for index ${index}, which has failed`);
  const limit = job.spec.backoffLimitPerIndex;
  if (limit === undefined) return broken;
  const [count, ignored] = [failureCountOf(pod), Number(metadata.annotations?.["batch.kubernetes.io/job-index-ignored-failure-count"] ?? 0)];
  if (count > limit) broken.push(`was made for index ${index} after ${count} failures, with a limit of ${limit}`);
  const before = earlier.filter(({ last }) => indexOf(last) === index).at(-1);
  const expected = before === undefined ? [0, 0] : countsAfter(before.last, job);
  const startsAnew = before?.letGo === true || wasStretched;
  if (!startsAnew && (count !== expected[0] || ignored !== expected[1])) broken.push(`carries ${count} failures and ${ignored} ignored ones of index ${index}, and its predecessor ${before?.last.metadata.name} makes it ${expected.join(" and ")}`);
  return broken;
}

function countsAfter(pod: Pod, job: Job): [number, number] {
  const [count, ignored] = [failureCountOf(pod), Number(pod.metadata.annotations?.["batch.kubernetes.io/job-index-ignored-failure-count"] ?? 0)];
  return verdictOn(pod, job) === "Ignore" && pod.status?.phase === "Failed" ? [count, ignored + 1] : [count + 1, ignored];
}

/** The failures that stand in the status, and whose pods are there for everyone to see, must have been waited for. */
function tooEarly(pod: Pod, { last: job }: KnownJob, earlier: readonly KnownPod[]): string[] {
  if (job.spec.backoffLimitPerIndex !== undefined) return tooEarlyForIndex(pod, earlier);
  const successes = earlier.filter(({ last }) => last.status?.phase === "Succeeded");
  const lastSuccess = Math.max(0, ...successes.map(({ last }) => endOf(last)));
  // A success that is heard of later forgets all failures, whenever it was.
  const lastHeard = Math.max(0, ...successes.map(({ endedAt }) => endedAt));
  const ends = earlier
    .filter(({ counted, deleted, endedAt, last }) => endedAt > lastHeard && counted === "failed" && !deleted && last.metadata.deletionTimestamp === undefined && last.status?.phase === "Failed")
    .map(({ last }) => endOf(last))
    .filter((end) => end > lastSuccess);
  return waited(pod, ends.length, Math.max(...ends));
}

function tooEarlyForIndex(pod: Pod, earlier: readonly KnownPod[]): string[] {
  const before = earlier.filter(({ last, letGo }) => !letGo && indexOf(last) === indexOf(pod) && last.status?.phase === "Failed").at(-1)?.last;
  const failures = failureCountOf(pod) + Number(pod.metadata.annotations?.["batch.kubernetes.io/job-index-ignored-failure-count"] ?? 0);
  return before === undefined ? [] : waited(pod, failures, endOf(before));
}

function waited(pod: Pod, failures: number, lastEnd: number): string[] {
  if (failures === 0 || !(lastEnd > 0)) return [];
  const wait = Math.min(10 * 2 ** (failures - 1), 600);
  const after = secondsOf(pod.metadata.creationTimestamp) - lastEnd;
  return after >= wait ? [] : [`was made ${after} s after the last of ${failures} failures, and not ${wait} s`];
}
