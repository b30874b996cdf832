import type { Job } from "../../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { Millis } from "../../../base/clock.ts";
import { findCondition, isConditionTrue } from "../../../machinery/meta/conditions.ts";
import { parseTime } from "../../../machinery/time/time.ts";
import { failJobMessage } from "./failure-policy.ts";
import { isIndexed } from "./pod-state.ts";
import { successPolicyMessage } from "./success-policy.ts";
import type { Tally } from "./tally.ts";

/** How a Job ends. Each way has an interim condition, set when it is decided, and a terminal one, set when all pods are gone or counted. */
export interface Finish {
  readonly interim: "SuccessCriteriaMet" | "FailureTarget";
  readonly terminal: "Complete" | "Failed";
  readonly reason: string;
  readonly message: string;
}

export const completionsReached: Finish = success("CompletionsReached", "Reached expected number of succeeded pods");

export function isFinished({ status }: Job): boolean {
  return isConditionTrue(status?.conditions, "Complete") || isConditionTrue(status?.conditions, "Failed");
}

export function isSuspended({ spec }: Job): boolean {
  return spec.suspend === true;
}

/**
 * Why the Job must end now, if it must, other than by reaching its completions. What was decided before stands; of
 * several causes the first in this order counts. Source: kubernetes pkg/controller/job syncJob.
 */
export function decideFinish(job: Job, pods: readonly Pod[], tallied: Tally, now: Millis): Finish | undefined {
  return decidedBefore(job) ?? failedByPolicy(job, pods) ?? failedByLimit(job, pods, tallied, now) ?? (isIndexed(job) ? finishedByIndexes(job, tallied) : undefined);
}

/** Milliseconds until `activeDeadlineSeconds` is over, at most 0 when it is; undefined when none runs. */
export function timeToDeadlineMs(job: Job, now: Millis): Millis | undefined {
  const { activeDeadlineSeconds } = job.spec;
  if (activeDeadlineSeconds === undefined || job.status?.startTime === undefined || isSuspended(job)) return undefined;
  return parseTime(job.status.startTime) + activeDeadlineSeconds * 1_000 - now;
}

function decidedBefore({ status }: Job): Finish | undefined {
  const met = findCondition(status?.conditions, "SuccessCriteriaMet");
  if (met?.status === "True") return success(met.reason ?? "", met.message ?? "");
  const target = findCondition(status?.conditions, "FailureTarget");
  return target?.status === "True" ? failure(target.reason ?? "", target.message ?? "") : undefined;
}

function failedByPolicy(job: Job, pods: readonly Pod[]): Finish | undefined {
  const message = failJobMessage(job, pods);
  return message === undefined ? undefined : failure("PodFailurePolicy", message);
}

function failedByLimit(job: Job, pods: readonly Pod[], { failed }: Tally, now: Millis): Finish | undefined {
  if (failed > (job.spec.backoffLimit ?? 6) || restartsReachLimit(job, pods)) {
    return failure("BackoffLimitExceeded", "Job has reached the specified backoff limit");
  }
  const deadlineMs = timeToDeadlineMs(job, now);
  return deadlineMs !== undefined && deadlineMs <= 0 ? failure("DeadlineExceeded", "Job was active longer than specified deadline") : undefined;
}

/** With restartPolicy OnFailure containers fail without their pod failing, so their restarts count. A limit of 0 allows none. */
function restartsReachLimit({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec?.restartPolicy !== "OnFailure") return false;
  const restarts = pods
    .filter(({ status }) => status?.phase === "Running" || status?.phase === "Pending")
    .flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  const limit = spec.backoffLimit ?? 6;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function finishedByIndexes(job: Job, { indexes }: Tally): Finish | undefined {
  if (indexes === undefined) return undefined;
  const { succeeded, failed } = indexes;
  const { maxFailedIndexes, completions = 0 } = job.spec;
  if (failed !== undefined && maxFailedIndexes !== undefined && failed.size > maxFailedIndexes) {
    return failure("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
  }
  if (failed !== undefined && failed.size > 0 && failed.size + succeeded.size >= completions) return failure("FailedIndexes", "Job has failed indexes");
  const message = successPolicyMessage(job, succeeded);
  return message === undefined ? undefined : success("SuccessPolicy", message);
}

function success(reason: string, message: string): Finish {
  return { interim: "SuccessCriteriaMet", terminal: "Complete", reason, message };
}

function failure(reason: string, message: string): Finish {
  return { interim: "FailureTarget", terminal: "Failed", reason, message };
}
