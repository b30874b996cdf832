import type { Job, JobCondition, JobStatus, SuccessPolicyRule } from "../../../api/types/batch/v1.gen.ts";
import { failuresIn, indexesOf, isActive, isEnding, isFinished, isIndexed, isOwnedBy, isTrue, type KnownJob, secondsOf } from "../known.ts";
import { countsAsFailure, verdictOn } from "./policy.ts";

/** Everything may be late by this much when components were down or cut off. */
const lateSeconds = 180;

/** What is wrong with the conditions of a Job and the times that go with them, measured by those before. */
export function wrongEnding(known: KnownJob, next: Job): string[] {
  const [old, status] = [known.last.status ?? {}, next.status ?? {}];
  const broken: string[] = [];
  for (const type of ["Complete", "Failed", "SuccessCriteriaMet", "FailureTarget"]) if (isTrue(old, type) && !isTrue(status, type)) broken.push(`it was ${type} and is not any more`);
  if (isTrue(status, "SuccessCriteriaMet") && isTrue(status, "FailureTarget")) broken.push("it is to succeed and to fail");
  for (const [terminal, interim] of [["Complete", "SuccessCriteriaMet"], ["Failed", "FailureTarget"]] as const) {
    const [end, cause] = [findTrue(status, terminal), findTrue(status, interim)];
    if (end !== undefined && (cause?.reason !== end.reason || cause?.message !== end.message)) broken.push(`it is ${terminal} because of ${end.reason} and ${interim} because of ${cause?.reason}`);
    if (cause !== undefined && !isTrue(old, interim)) broken.push(...wrongCause(cause, known, next));
  }
  if (!isEnding(status)) broken.push(...overdue(known, next));
  if ((status.completionTime !== undefined) !== isTrue(status, "Complete")) broken.push(`its completion time is ${status.completionTime}`);
  if (isTrue(status, "Suspended") && !isFinished(status) && status.startTime !== undefined) broken.push("it is suspended and has a start time");
  if (isFinished(old) && JSON.stringify(withoutTimes(old)) !== JSON.stringify(withoutTimes(status))) broken.push("its status changed after its end");
  if (!isFinished(status) || isFinished(old)) return broken;
  const { active = 0, ready = 0, terminating = 0, uncountedTerminatedPods = {}, startTime } = status;
  if (active + ready + terminating > 0 || JSON.stringify(uncountedTerminatedPods) !== "{}" || startTime === undefined) broken.push(`it has ended with ${JSON.stringify({ active, ready, terminating, uncountedTerminatedPods, startTime })}`);
  const running = [...known.pods.values()].filter(({ last, deleted }) => !deleted && isActive(last) && isOwnedBy(last, next));
  if (running.length > 0) broken.push(`it has ended and ${running.length} of its pods are active`);
  return broken;
}

/** Why the Job should be ending by what this very status says. */
function overdue({ pods }: KnownJob, next: Job): string[] {
  const { spec, status = {} } = next;
  const [completed, failed] = [indexesOf(status.completedIndexes), indexesOf(status.failedIndexes)];
  const goesOn = (why: string): string[] => [`it goes on and ${why}`];
  if (failuresIn(status) > (spec.backoffLimit ?? 6)) return goesOn(`has failed ${failuresIn(status)} times, with a limit of ${spec.backoffLimit}`);
  const fatal = [...pods.values()].find(({ last, counted }) => counted === "failed" && last.status?.phase === "Failed" && verdictOn(last, next) === "FailJob");
  if (fatal !== undefined) return goesOn(`pod ${fatal.last.metadata.name} fails it by its policy`);
  if (failed.size > (spec.maxFailedIndexes ?? Number.POSITIVE_INFINITY)) return goesOn(`${failed.size} indexes have failed of which ${spec.maxFailedIndexes} may`);
  if (failed.size > 0 && failed.size + completed.size >= (spec.completions ?? 0)) return goesOn("every index is over");
  const met = (spec.successPolicy?.rules ?? []).findIndex((rule) => isMet(rule, completed));
  if (completed.size > 0 && met >= 0) return goesOn(`meets its success policy's rule ${met}`);
  const succeeded = (status.succeeded ?? 0) + (status.uncountedTerminatedPods?.succeeded?.length ?? 0);
  return succeeded >= (spec.completions ?? 1) && (status.active ?? 0) === 0 ? goesOn(`${succeeded} of ${spec.completions} have succeeded`) : [];
}

function isMet({ succeededIndexes, succeededCount }: SuccessPolicyRule, completed: ReadonlySet<number>): boolean {
  const listed = succeededIndexes === undefined ? completed : new Set([...indexesOf(succeededIndexes)].filter((index) => completed.has(index)));
  return listed.size >= (succeededCount ?? indexesOf(succeededIndexes).size);
}

function findTrue({ conditions }: JobStatus, type: string): JobCondition | undefined {
  return conditions?.find((condition) => condition.type === type && condition.status === "True");
}

function withoutTimes({ conditions, ...rest }: JobStatus): unknown {
  return { ...rest, conditions: conditions?.map(({ type, status, reason }) => [type, status, reason]) };
}

/** What does not bear out the reason for which the end was decided. */
function wrongCause({ type, reason, message, lastTransitionTime }: JobCondition, known: KnownJob, next: Job): string[] {
  const { spec, status = {} } = next;
  const pods = [...known.pods.values()].map(({ last }) => last);
  const decidedAt = secondsOf(lastTransitionTime);
  const [completed, failed] = [indexesOf(status.completedIndexes).size, indexesOf(status.failedIndexes).size];
  const wrong = (why: string): string[] => [`${type} with ${reason}: ${why}`];
  const deadlineAt = secondsOf(status.startTime) + (spec.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY);
  if (type === "SuccessCriteriaMet" && failuresIn(status) > (spec.backoffLimit ?? 6)) return wrong(`${failuresIn(status)} failures are past the limit of ${spec.backoffLimit}`);
  if (type === "SuccessCriteriaMet" && decidedAt > deadlineAt + lateSeconds && spec.suspend !== true) return wrong(`its deadline was over ${decidedAt - deadlineAt} s before`);
  switch (reason) {
    case "CompletionsReached": {
      const succeeded = isIndexed(next) ? completed : (status.succeeded ?? 0) + (status.uncountedTerminatedPods?.succeeded?.length ?? 0);
      return succeeded >= (spec.completions ?? 1) ? [] : wrong(`${succeeded} of ${spec.completions} have succeeded`);
    }
    case "SuccessPolicy": {
      const rule = spec.successPolicy?.rules[Number(/at index (\d+)$/.exec(message ?? "")?.[1])];
      return rule !== undefined && isMet(rule, indexesOf(status.completedIndexes)) ? [] : wrong(`${completed} indexes have succeeded, which meets no rule as "${message}" says`);
    }
    case "BackoffLimitExceeded": {
      const limit = spec.backoffLimit ?? 6;
      const restarts = spec.template.spec?.restartPolicy !== "OnFailure" ? 0 : pods.flatMap((pod) => pod.status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
      // Pods that were deleted in the second of the decision may have been so because of it.
      const failures = [...known.pods.values()].filter(({ last, letGo }) => !letGo && ((last.status?.phase === "Failed" && countsAsFailure(last, next)) || deletedAt(last) <= decidedAt)).length;
      return failures > limit || (restarts > 0 && restarts >= limit) ? [] : wrong(`${failures} failures and ${restarts} restarts do not exceed the limit of ${limit}`);
    }
    case "DeadlineExceeded":
      return decidedAt >= deadlineAt ? [] : wrong(`${deadlineAt - decidedAt} s before the deadline`);
    case "PodFailurePolicy":
      return pods.some((pod) => verdictOn(pod, next) === "FailJob" && message?.includes(`/${pod.metadata.name} `)) ? [] : wrong(`no pod bears out "${message}"`);
    case "MaxFailedIndexesExceeded":
      return failed > (spec.maxFailedIndexes ?? Number.POSITIVE_INFINITY) ? [] : wrong(`${failed} indexes have failed and ${spec.maxFailedIndexes} may`);
    case "FailedIndexes":
      return failed > 0 && failed + completed >= (spec.completions ?? 0) ? [] : wrong(`${failed} indexes have failed and ${completed} are completed of ${spec.completions}`);
    default:
      return wrong("there is no such reason");
  }
}

function deletedAt({ metadata }: { readonly metadata: Job["metadata"] }): number {
  return secondsOf(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0);
}
