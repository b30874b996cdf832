import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { indexOf, indexesOf, isActive, isFinished, isIndexed, isManagedElsewhere, isTerminal, isTracked, isTrue, type KnownJob, type KnownPod } from "../known.ts";
import { failureCountOf } from "./counting.ts";
import { countsAsFailure, verdictOn } from "./policy.ts";

/** What is wrong with a Job and its pods when all has settled. */
export function wrongWhenSettled({ last: job, pods, deleted, deletedFromOutside, wasStretched }: KnownJob): string[] {
  const { spec, status = {}, metadata } = job;
  const all = [...pods.values()];
  const left = all.filter((pod) => !pod.deleted).map(({ last }) => last);
  if (deleted) return wrongLeftBehind(left, metadata.uid ?? "", deletedFromOutside);
  if (metadata.deletionTimestamp !== undefined) return [`it is still being deleted (${metadata.finalizers})`];
  if (isManagedElsewhere(job)) return Object.keys(status).length === 0 ? [] : [`another controller manages it, and its status is ${JSON.stringify(status)}`];
  if (!isFinished(status)) return spec.suspend === true ? [] : [`it has not ended: ${JSON.stringify(status)}`];
  const broken: string[] = [];
  if (spec.ttlSecondsAfterFinished !== undefined) broken.push("its time to live is over and it is still there");
  for (const { metadata: { name } } of left.filter(isTracked)) broken.push(`pod ${name} still has its finalizer after the end`);
  for (const { metadata: { name } } of left.filter(isActive)) broken.push(`pod ${name} is still active after the end`);
  for (const pod of all) if (!isAccountedFor(pod)) broken.push(`pod ${pod.last.metadata.name} (${pod.last.status?.phase}) was never counted`);
  if (isTrue(status, "Failed") && isIndexed(job) && spec.backoffLimitPerIndex !== undefined && !wasStretched) {
    const failed = indexesOf(status.failedIndexes);
    // One that was stopped may have failed since, when nobody counted any more.
    for (const { last, letGo } of all) if (!letGo && last.metadata.deletionTimestamp === undefined && countsAsFailure(last, job) && last.status?.phase === "Failed" && failureCountOf(last) >= spec.backoffLimitPerIndex && !failed.has(indexOf(last))) broken.push(`index ${indexOf(last)} failed past its limit and is not among the failed ones`);
  }
  return broken;

  function isAccountedFor({ last, counted, letGo }: KnownPod): boolean {
    if (counted !== undefined || letGo) return true;
    if (isIndexed(job)) {
      const index = indexOf(last);
      if (wasStretched || (last.status?.phase === "Succeeded" && indexesOf(status.completedIndexes).has(index))) return true;
    }
    if (isTerminal(last) && last.status?.phase === "Failed" && verdictOn(last, job) === "Ignore") return true;
    return isTrue(status, "SuccessCriteriaMet") && last.metadata.deletionTimestamp !== undefined; // it was stopped because it was needed no more
  }
}

function wrongLeftBehind(left: readonly Pod[], uid: string, policy: string | undefined): string[] {
  const broken = left.filter(isTracked).map(({ metadata: { name } }) => `it is gone and pod ${name} still has its finalizer`);
  const owned = left.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
  if (owned.length > 0) broken.push(`it was deleted (${policy ?? "by its time to live"}) and still owns ${owned.map(({ metadata }) => metadata.name).join(", ")}`);
  if (policy !== "Orphan" && left.length > 0) broken.push(`it was deleted (${policy ?? "by its time to live"}) and left ${left.length} pods behind`);
  return broken;
}
