import type { Job, JobCondition, JobStatus } from "../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import { withCondition } from "../../machinery/meta/conditions.ts";
import { formatTime } from "../../machinery/time/time.ts";
import { isReady } from "../shared/pods.ts";
import { account, closeAccounts } from "./decide/account.ts";
import { type BackoffRecord, nextBackoff, noFailures } from "./decide/backoff.ts";
import { type Finish, completionsReached, decideFinish, isFinished, isSuspended, timeToDeadlineMs } from "./decide/finish.ts";
import type { Decision, JobEvent, Observed, SyncAction } from "./decide/observed.ts";
import { hasFailed, hasSucceeded, isTracked } from "./decide/pod-state.ts";
import { type SuspensionChange, suspensionChange } from "./decide/suspension.ts";
import { type Tally, tally } from "./decide/tally.ts";
import { type PodPlan, planPods } from "./decide/wanted-pods.ts";

/**
 * What one Job needs now. Pure: the same observation gives the same decision, and a decision that was carried out, in
 * whole or in part, leads to one that goes on from there. Source: kubernetes pkg/controller/job syncJob.
 */
export function decideJob(observed: Observed): Decision {
  if (isFinished(observed.job)) return onlyRelease(observed);
  const { pods, now } = observed;
  const job = started(observed.job, now);
  const tallied = tally(job, pods);
  const backoff = nextBackoff(observed.backoff ?? backoffOfCounted(job, pods), { succeeded: tallied.newlySucceeded, failed: tallied.newlyFailed });

  const early = decideFinish(job, pods, tallied, now);
  const plan: PodPlan = early !== undefined ? { deletes: tallied.active, creates: [] } : isBeingDeleted(job) ? { deletes: [], creates: [] } : planPods({ job, pods, tallied, backoff, now });
  const activeAfter = tallied.active.length - plan.deletes.length;
  const finish = early ?? (isComplete(job, tallied, activeAfter + plan.creates.length) ? completionsReached : undefined);
  const suspension = finish === undefined && !isBeingDeleted(job) ? suspensionChange(job) : undefined;

  const { status, releases, closed } = nextStatus({ job, pods, now }, { tallied, plan, finish, suspension });
  const deadlineMs = finish === undefined ? timeToDeadlineMs(job, now) : undefined;
  return {
    deletes: plan.deletes,
    deletesUncounted: early === undefined && plan.deletes.length > 0,
    creates: plan.creates,
    status,
    statusWrite: plan.creates.length > 0 ? "now" : urgency(observed.job.status ?? {}, status),
    releases,
    events: [...(suspension === undefined ? [] : [suspension.event]), ...(closed && finish !== undefined ? endEvents(job, status, finish) : [])],
    action: early !== undefined || isBeingDeleted(job) ? "reconciling" : actionOf(job, plan),
    ...(closed && { finish }),
    backoff,
    requeueAfterMs: soonest(deadlineMs, plan.waitMs),
  };
}

/** A suspended Job is one that its pods are taken from, even when there are none. */
function actionOf(job: Job, { deletes, creates }: PodPlan): SyncAction {
  if (isSuspended(job) || deletes.length > 0) return "pods_deleted";
  return creates.length > 0 ? "pods_created" : "tracking";
}

/** The start is the first look at a Job that is not suspended; the deadline runs from there. */
function started(job: Job, now: Millis): Job {
  if (job.status?.startTime !== undefined || isSuspended(job)) return job;
  return { ...job, status: { ...job.status, startTime: formatTime(now) } };
}

/** A Job without completions is done when one pod has succeeded and none runs any more. */
function isComplete({ spec }: Job, { succeeded }: Tally, active: number): boolean {
  if (active > 0) return false;
  return spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions;
}

interface Plans {
  readonly tallied: Tally;
  readonly plan: PodPlan;
  readonly finish: Finish | undefined;
  readonly suspension: SuspensionChange | undefined;
}

/**
 * The status that holds once the plan's deletions are done. The Job's end goes into the same write as its cause when
 * every pod has ended and is counted; while some are still terminating it waits for them.
 */
function nextStatus({ job, pods, now }: Observed, { tallied, plan, finish, suspension }: Plans): { status: JobStatus; releases: readonly Pod[]; closed: boolean } {
  const { counters, releases, incomplete } = account(job, pods, { tallied, finish });
  const terminating = tallied.terminating + plan.deletes.length;
  const closed = finish !== undefined && terminating === 0 && !incomplete;
  const old = job.status ?? {};
  const nowText = formatTime(now);
  const status: JobStatus = {
    ...old,
    ...(closed ? closeAccounts(counters, job) : counters),
    active: tallied.active.length - plan.deletes.length || undefined,
    ready: tallied.ready - plan.deletes.filter(isReady).length,
    terminating,
    conditions: nextConditions(old.conditions, { finish, closed, suspension, nowText }),
    startTime: suspension === undefined ? old.startTime : isSuspended(job) ? undefined : nowText,
  };
  if (!closed) return { status, releases, closed };
  const startTime = status.startTime ?? nowText; // a Job may end while suspended, and an end needs a start
  const completionTime = nowText < startTime ? startTime : nowText; // on a clock that was set back, an earlier one would be refused
  return { status: { ...status, startTime, ...(finish.terminal === "Complete" && { completionTime }) }, releases, closed };
}

interface ConditionChanges {
  readonly finish: Finish | undefined;
  readonly closed: boolean;
  readonly suspension: SuspensionChange | undefined;
  readonly nowText: string;
}

function nextConditions(old: readonly JobCondition[] | undefined, { finish, closed, suspension, nowText }: ConditionChanges): JobCondition[] | undefined {
  const changes: JobCondition[] = [];
  if (suspension !== undefined) changes.push(suspension.condition);
  if (finish !== undefined) {
    const why = { status: "True", reason: finish.reason, message: finish.message };
    if (!old?.some(({ type }) => type === finish.interim)) changes.push({ type: finish.interim, ...why });
    if (closed) changes.push({ type: finish.terminal, ...why });
  }
  if (changes.length === 0) return old as JobCondition[] | undefined;
  return changes.reduce<readonly JobCondition[]>((list, change) => withCondition(list, { lastProbeTime: nowText, ...change }, nowText), old ?? []) as JobCondition[];
}

/** Nothing is decided for a Job that has ended; a crash may have left finalizers behind its last status. */
function onlyRelease({ job, pods, backoff }: Observed): Decision {
  const status = job.status ?? {};
  return { deletes: [], deletesUncounted: false, creates: [], status, statusWrite: "no", releases: pods.filter(isTracked), events: [], action: "reconciling", backoff: backoff ?? noFailures };
}

/**
 * After a restart the pods that are counted already and still there say how often the Job has failed in a row. One that
 * is being deleted without its finalizer may have been too many, which is no failure.
 */
function backoffOfCounted(job: Job, pods: readonly Pod[]): BackoffRecord {
  const counted = pods.filter((pod) => isUncounted(job, pod) || (!isTracked(pod) && pod.metadata.deletionTimestamp === undefined));
  return nextBackoff(noFailures, { succeeded: counted.filter(hasSucceeded), failed: counted.filter((pod) => hasFailed(pod, job)) });
}

function isUncounted({ status }: Job, { metadata: { uid = "" } }: Pod): boolean {
  const { succeeded, failed } = status?.uncountedTerminatedPods ?? {};
  return succeeded?.includes(uid) === true || failed?.includes(uid) === true;
}

function endEvents({ spec }: Job, { succeeded = 0 }: JobStatus, { terminal, reason, message }: Finish): JobEvent[] {
  if (terminal === "Failed") return [{ type: "Warning", reason, message }];
  const completed: JobEvent = { type: "Normal", reason: "Completed", message: "Job completed" };
  if (spec.completions === undefined || succeeded <= spec.completions) return [completed];
  return [{ type: "Warning", reason: "TooManySucceededPods", message: "Too many succeeded pods running after completion count reached" }, completed];
}

/** Readiness alone is written late: a short pod ends before anybody would have read it. */
function urgency(old: JobStatus, next: JobStatus): Decision["statusWrite"] {
  if (semanticEqual(old, next)) return "no";
  return old.ready !== undefined && semanticEqual({ ...old, ready: next.ready }, next) ? "soon" : "now";
}

function soonest(...delays: readonly (Millis | undefined)[]): Millis | undefined {
  const known = delays.filter((delay) => delay !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function isBeingDeleted({ metadata }: Job): boolean {
  return metadata.deletionTimestamp !== undefined;
}
