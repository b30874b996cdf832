import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Job, JobCondition, JobStatus } from "../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { deepCopy } from "../../machinery/meta/deep-copy.ts";
import { decideJob } from "./decide.ts";
import type { BackoffRecord } from "./decide/backoff.ts";
import type { Decision } from "./decide/observed.ts";
import { aJob, aPod, ago, failed, now, restarted, running, succeeded } from "./test-builders.ts";

/** A decision, short enough to be written out in full in every row; what is left out must be empty. */
interface Expected {
  deletes?: string[];
  /** Of the deleted pods: they count as neither. */
  uncounted?: true;
  creates?: Decision["creates"];
  releases?: string[];
  /** The status, less startTime 60 s ago and the zeros that stand in every status. */
  status: JobStatus;
  write: Decision["statusWrite"];
  events?: string[];
  requeueAfterMs?: number;
}

interface Row {
  name: string;
  job: Job;
  pods?: Pod[];
  backoff?: BackoffRecord;
  expected: Expected;
}

const zeros = { startTime: ago(60), ready: 0, terminating: 0, uncountedTerminatedPods: {} };

function check({ job, pods = [], backoff, expected }: Row): void {
  const decision = decideJob({ job, pods, backoff, now });
  const actual = {
    deletes: decision.deletes.map(({ metadata }) => metadata.name),
    ...(decision.deletesUncounted && { uncounted: true }),
    creates: decision.creates,
    releases: decision.releases.map(({ metadata }) => metadata.name),
    status: deepCopy(decision.status),
    write: decision.statusWrite,
    events: decision.events.map(({ type, reason }) => `${type} ${reason}`),
    requeueAfterMs: decision.requeueAfterMs,
  };
  assert.deepEqual(actual, { deletes: [], creates: [], releases: [], events: [], requeueAfterMs: undefined, ...expected, status: deepCopy({ ...zeros, ...expected.status }) });
}

function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const row of rows) test(row.name, () => check(row));
  });
}

function condition(type: string, reason: string, message: string, status = "True"): JobCondition {
  return { type, status, reason, message, lastProbeTime: ago(0), lastTransitionTime: ago(0) };
}

const completed = [
  condition("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods"),
  condition("Complete", "CompletionsReached", "Reached expected number of succeeded pods"),
];
const backoffTarget = condition("FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
const backoffExceeded = [backoffTarget, { ...backoffTarget, type: "Failed" }];
const one = [{}];

table("Job: how many pods", [
  { name: "a new Job starts its clock and its first pod", job: aJob({}, { startTime: undefined, ready: undefined, terminating: undefined, uncountedTerminatedPods: undefined }),
    expected: { creates: one, status: { startTime: ago(0) }, write: "now" } },
  { name: "parallelism bounds what runs at once", job: aJob({ completions: 5, parallelism: 2 }), expected: { creates: [{}, {}], status: {}, write: "now" } },
  { name: "the last completion needs only one pod, whatever parallelism says", job: aJob({ completions: 3, parallelism: 3 }, { succeeded: 2 }),
    expected: { creates: one, status: { succeeded: 2 }, write: "now" } },
  { name: "with as many running as wanted nothing happens", job: aJob({ completions: 3, parallelism: 2 }, { active: 2 }), pods: [running("a"), running("b")],
    expected: { status: { active: 2 }, write: "no" } },
  { name: "one running too few gets one more", job: aJob({ completions: 3, parallelism: 2 }, { active: 1 }), pods: [running("a")],
    expected: { creates: one, status: { active: 1 }, write: "now" } },
  { name: "one running too many loses the one not ready", job: aJob({ completions: 3, parallelism: 1 }, { active: 2, ready: 1 }), pods: [running("a", { ready: true }), running("b")],
    expected: { deletes: ["b"], uncounted: true, status: { active: 1, ready: 1, terminating: 1 }, write: "now" } },
  { name: "parallelism 0 runs nothing and ends nothing", job: aJob({ completions: 3, parallelism: 0 }), expected: { status: {}, write: "no" } },
  { name: "a Job whose clock was set back since its start completes no earlier than it began", job: aJob({ completions: 0 }, { startTime: ago(-3_600) }), expected: { status: { startTime: ago(-3_600), conditions: completed, completionTime: ago(-3_600) }, write: "now", events: ["Normal Completed"] } },
  { name: "completions 0 is reached at once", job: aJob({ completions: 0 }), expected: { status: { conditions: completed, completionTime: ago(0) }, write: "now", events: ["Normal Completed"] } },
  { name: "at most 500 pods are made in one go", job: aJob({ completions: 600, parallelism: 600 }), expected: { creates: Array.from({ length: 500 }, () => ({})), status: {}, write: "now" } },
  { name: "a pod on its way out does not hold its place", job: aJob({ completions: 2, parallelism: 1 }), pods: [aPod("a", { deleting: true, counted: true })], backoff: { failures: 0, lastFailureAt: 0 },
    expected: { creates: one, status: { terminating: 1 }, write: "now" } },
  { name: "with podReplacementPolicy Failed it does", job: aJob({ completions: 2, parallelism: 1, podReplacementPolicy: "Failed" }), pods: [aPod("a", { deleting: true })],
    expected: { status: { terminating: 1 }, write: "now" } },
  { name: "a Job on its way out makes no pods and lets go of those that ended", job: aJob({ completions: 2, parallelism: 2 }, { active: 1 }, { deletionTimestamp: ago(1) }), pods: [succeeded("a"), running("b")],
    expected: { releases: ["a", "b"], status: { active: 1, uncountedTerminatedPods: { succeeded: ["uid-a"] } }, write: "now" } },
]);

table("Job: a work queue (no completions)", [
  { name: "runs parallelism pods", job: aJob({ completions: undefined, parallelism: 2 }), expected: { creates: [{}, {}], status: {}, write: "now" } },
  { name: "makes no more once one has succeeded, and lets the rest run", job: aJob({ completions: undefined, parallelism: 3 }, { active: 3 }), pods: [succeeded("a"), running("b"), running("c")],
    expected: { releases: ["a"], status: { active: 2, uncountedTerminatedPods: { succeeded: ["uid-a"] } }, write: "now" } },
  { name: "is not done while one still runs", job: aJob({ completions: undefined, parallelism: 2 }, { active: 1, succeeded: 1 }), pods: [running("b")],
    expected: { status: { active: 1, succeeded: 1 }, write: "no" } },
  { name: "is done when the last has ended, failed or not", job: aJob({ completions: undefined, parallelism: 2 }, { active: 1, succeeded: 1 }), pods: [failed("b", 1)],
    expected: { releases: ["b"], status: { succeeded: 1, failed: 1, conditions: completed, completionTime: ago(0) }, write: "now", events: ["Normal Completed"] } },
  { name: "is not done while none has succeeded", job: aJob({ completions: undefined, parallelism: 1 }, {}), pods: [failed("b", 11)],
    expected: { releases: ["b"], creates: one, status: { uncountedTerminatedPods: { failed: ["uid-b"] } }, write: "now" } },
]);

table("Job: counting each pod once", [
  { name: "an ended pod is noted by its UID before it is let go", job: aJob({ completions: 2, parallelism: 1 }, { active: 1 }), pods: [succeeded("a")],
    expected: { releases: ["a"], creates: one, status: { uncountedTerminatedPods: { succeeded: ["uid-a"] } }, write: "now" } },
  { name: "a noted pod with its finalizer is not noted again", job: aJob({ completions: 2, parallelism: 1 }, { active: 1, uncountedTerminatedPods: { succeeded: ["uid-a"] } }), pods: [succeeded("a"), running("b")],
    expected: { releases: ["a"], status: { active: 1, uncountedTerminatedPods: { succeeded: ["uid-a"] } }, write: "no" } },
  { name: "a noted pod without finalizer moves into the counter", job: aJob({ completions: 2, parallelism: 1 }, { active: 1, uncountedTerminatedPods: { succeeded: ["uid-a"] } }), pods: [succeeded("a", { counted: true }), running("b")],
    expected: { status: { active: 1, succeeded: 1 }, write: "now" } },
  { name: "a noted pod that is gone moves into the counter", job: aJob({ completions: 2, parallelism: 1 }, { active: 1, uncountedTerminatedPods: { failed: ["uid-a"] } }), pods: [running("b")],
    expected: { status: { active: 1, failed: 1 }, write: "now" } },
  { name: "an ended pod without finalizer has been counted", job: aJob({ completions: 2, parallelism: 1 }, { active: 1, succeeded: 1 }), pods: [succeeded("a", { counted: true }), running("b")],
    expected: { status: { active: 1, succeeded: 1 }, write: "no" } },
  { name: "the last success, what was noted before and the end go into one write", job: aJob({ completions: 2, parallelism: 1 }, { active: 1, uncountedTerminatedPods: { succeeded: ["uid-a"] } }), pods: [succeeded("a"), succeeded("b")],
    expected: { releases: ["a", "b"], status: { succeeded: 2, conditions: completed, completionTime: ago(0) }, write: "now", events: ["Normal Completed"] } },
  { name: "a pod noted as failed while it was being deleted stays a failure, whatever became of it", job: aJob({}, { uncountedTerminatedPods: { failed: ["uid-a"] } }), pods: [succeeded("a", { deleting: true })], backoff: { failures: 1, lastFailureAt: now - 4_000 },
    expected: { releases: ["a"], status: { uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "no", requeueAfterMs: 6_000 } },
  { name: "an ended Job only lets go of its pods", job: aJob({}, { succeeded: 1, conditions: completed, completionTime: ago(0) }), pods: [succeeded("a")],
    expected: { releases: ["a"], status: { succeeded: 1, conditions: completed, completionTime: ago(0) }, write: "no" } },
  { name: "a pod being deleted has failed where terminating pods are replaced", job: aJob({ completions: 2 }, { active: 1 }), pods: [aPod("a", { deleting: true })],
    expected: { releases: ["a"], status: { terminating: 1, uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now", requeueAfterMs: 5_000 } },
  { name: "more succeeded than asked for is said", job: aJob({ completions: 1 }, {}), pods: [succeeded("a"), succeeded("b")],
    expected: { releases: ["a", "b"], status: { succeeded: 2, conditions: completed, completionTime: ago(0) }, write: "now", events: ["Warning TooManySucceededPods", "Normal Completed"] } },
  { name: "readiness alone is not urgent", job: aJob({}, { active: 1 }), pods: [running("a", { ready: true })], expected: { status: { active: 1, ready: 1 }, write: "soon" } },
]);

test("Job: at most 500 pods are noted at once, and noted ones are let go even when the list is full", () => {
  const pods = Array.from({ length: 501 }, (_, index) => succeeded(`p${index}`));
  const first = decideJob({ job: aJob({ completions: 501, parallelism: 501 }), pods, now });
  assert.equal(first.status.uncountedTerminatedPods?.succeeded?.length, 500);
  assert.deepEqual(first.status.conditions?.map(({ type }) => type), ["SuccessCriteriaMet"], "not all are counted, so the end must wait");
  const second = decideJob({ job: aJob({ completions: 501, parallelism: 501 }, first.status), pods, now });
  assert.equal(second.releases.length, 500);
});

table("Job: back-off after failures", [
  { name: "a fresh failure waits out its back-off before a replacement is made", job: aJob({}, { active: 1 }), pods: [failed("a", 4)],
    expected: { releases: ["a"], status: { uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now", requeueAfterMs: 6_000 } },
  { name: "a failure exactly as old as its back-off is replaced", job: aJob({}, { active: 1 }), pods: [failed("a", 10)],
    expected: { releases: ["a"], creates: one, status: { uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now" } },
  { name: "a failure seconds ahead of us, as another machine's clock may be, is waited for", job: aJob({}, { active: 1 }), pods: [failed("a", -10)],
    expected: { releases: ["a"], status: { uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now", requeueAfterMs: 20_000 } },
  { name: "one further ahead is of a clock that was set back: nobody waits an hour for it", job: aJob({}, { active: 1 }), pods: [failed("a", -11)],
    expected: { releases: ["a"], creates: one, status: { uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now" } },
  { name: "the third failure in a row waits four times as long", job: aJob({}, { failed: 2 }), backoff: { failures: 2, lastFailureAt: now - 30_000 }, pods: [failed("c", 5)],
    expected: { releases: ["c"], status: { failed: 2, uncountedTerminatedPods: { failed: ["uid-c"] } }, write: "now", requeueAfterMs: 35_000 } },
  { name: "the wait never exceeds ten minutes", job: aJob({ backoffLimit: 100 }, { failed: 50 }), backoff: { failures: 50, lastFailureAt: now - 1_000 }, expected: { status: { failed: 50 }, write: "no", requeueAfterMs: 599_000 } },
  { name: "after a restart the counted pods that are left say how long", job: aJob({}, { failed: 2 }), pods: [failed("a", 40, { counted: true }), failed("b", 5, { counted: true })],
    expected: { status: { failed: 2 }, write: "no", requeueAfterMs: 15_000 } },
  { name: "pods that were too many are no failures, whoever looks", job: aJob({}, { active: 1 }), pods: [aPod("a", { counted: true, deleting: true }), failed("b", 5, { counted: true, deleting: true })],
    expected: { creates: one, status: { terminating: 1 }, write: "now" } },
  { name: "a success forgets the failures before it", job: aJob({ completions: 3 }, { failed: 1 }), backoff: { failures: 4, lastFailureAt: now - 6_000 }, pods: [succeeded("b")],
    expected: { releases: ["b"], creates: one, status: { failed: 1, uncountedTerminatedPods: { succeeded: ["uid-b"] } }, write: "now" } },
  { name: "a failure in the same second as a success is forgotten with it", job: aJob({ completions: 3 }, {}), pods: [succeeded("a"), failed("b", 5)],
    expected: { releases: ["a", "b"], creates: one, status: { uncountedTerminatedPods: { succeeded: ["uid-a"], failed: ["uid-b"] } }, write: "now" } },
  { name: "a failure after a success counts as the first", job: aJob({ completions: 3 }, {}), backoff: { failures: 4, lastFailureAt: now - 60_000 }, pods: [succeeded("a"), failed("b", 4)],
    expected: { releases: ["a", "b"], status: { uncountedTerminatedPods: { succeeded: ["uid-a"], failed: ["uid-b"] } }, write: "now", requeueAfterMs: 6_000 } },
]);

table("Job: the back-off limit", [
  { name: "a Job exactly at its failure limit still gets its last try", job: aJob({ backoffLimit: 1 }, {}), pods: [failed("a", 10)],
    expected: { releases: ["a"], creates: one, status: { uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now" } },
  { name: "one failure past the limit fails the Job in one write", job: aJob({ backoffLimit: 1 }, { active: 1, failed: 1 }), pods: [failed("a", 40, { counted: true }), failed("b", 1)],
    expected: { releases: ["b"], status: { failed: 2, conditions: backoffExceeded }, write: "now", events: ["Warning BackoffLimitExceeded"] } },
  { name: "what still runs is stopped, counted as failed, and waited for", job: aJob({ backoffLimit: 0, completions: 2, parallelism: 2 }, { active: 2 }), pods: [failed("a", 1), running("b")],
    expected: { deletes: ["b"], releases: ["a", "b"], status: { terminating: 1, uncountedTerminatedPods: { failed: ["uid-a", "uid-b"] }, conditions: [backoffTarget] }, write: "now" } },
  { name: "the end is written when the last has gone", job: aJob({ backoffLimit: 0, completions: 2, parallelism: 2 }, { terminating: 1, uncountedTerminatedPods: { failed: ["uid-a", "uid-b"] }, conditions: [backoffTarget] }), pods: [failed("a", 1, { counted: true })],
    expected: { status: { failed: 2, conditions: backoffExceeded }, write: "now", events: ["Warning BackoffLimitExceeded"] } },
  { name: "and not before", job: aJob({ backoffLimit: 0, completions: 2, parallelism: 2 }, { failed: 2, terminating: 1, conditions: [backoffTarget] }), pods: [aPod("b", { counted: true, deleting: true })],
    expected: { status: { failed: 2, terminating: 1, conditions: [backoffTarget] }, write: "no" } },
  { name: "restarts of a container below the limit go on", job: onFailure(3, { active: 1 }), pods: [restarted("a", 2)], expected: { status: { active: 1 }, write: "no" } },
  { name: "restarts at the limit fail the Job", job: onFailure(3, { active: 1 }), pods: [restarted("a", 3)],
    expected: { deletes: ["a"], releases: ["a"], status: { terminating: 1, uncountedTerminatedPods: { failed: ["uid-a"] }, conditions: [backoffTarget] }, write: "now" } },
  { name: "a limit of 0 allows no restart", job: onFailure(0, { active: 1 }), pods: [restarted("a", 1)],
    expected: { deletes: ["a"], releases: ["a"], status: { terminating: 1, uncountedTerminatedPods: { failed: ["uid-a"] }, conditions: [backoffTarget] }, write: "now" } },
  { name: "a limit of 0 does not fail a container that never restarted", job: onFailure(0, { active: 1 }), pods: [restarted("a", 0)], expected: { status: { active: 1 }, write: "no" } },
  { name: "restarts do not count with restartPolicy Never", job: aJob({ backoffLimit: 0 }, { active: 1 }), pods: [restarted("a", 5)], expected: { status: { active: 1 }, write: "no" } },
]);

function onFailure(backoffLimit: number, status: JobStatus): Job {
  return aJob({ backoffLimit, template: { spec: { restartPolicy: "OnFailure", containers: [] } } }, status);
}

const deadlineTarget = condition("FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline");

table("Job: activeDeadlineSeconds", [
  { name: "one second before the deadline the Job runs, and is looked at when it is over", job: aJob({ activeDeadlineSeconds: 61 }, { active: 1 }), pods: [running("a")],
    expected: { status: { active: 1 }, write: "no", requeueAfterMs: 1_000 } },
  { name: "at the deadline it fails", job: aJob({ activeDeadlineSeconds: 60 }, { active: 1 }), pods: [running("a")],
    expected: { deletes: ["a"], releases: ["a"], status: { terminating: 1, uncountedTerminatedPods: { failed: ["uid-a"] }, conditions: [deadlineTarget] }, write: "now" } },
  { name: "the sooner of deadline and back-off brings it back: the deadline", job: aJob({ activeDeadlineSeconds: 63 }), pods: [failed("a", 4, { counted: true })], expected: { status: {}, write: "no", requeueAfterMs: 3_000 } },
  { name: "the sooner of deadline and back-off brings it back: the back-off", job: aJob({ activeDeadlineSeconds: 90 }), pods: [failed("a", 4, { counted: true })], expected: { status: {}, write: "no", requeueAfterMs: 6_000 } },
  { name: "a suspended Job does not run out of time", job: aJob({ activeDeadlineSeconds: 1, suspend: true }, { conditions: [condition("Suspended", "JobSuspended", "Job suspended")] }),
    expected: { status: { conditions: [condition("Suspended", "JobSuspended", "Job suspended")] }, write: "no" } },
  { name: "the limit of failures comes before the deadline", job: aJob({ activeDeadlineSeconds: 1, backoffLimit: 0 }), pods: [failed("a", 1)],
    expected: { releases: ["a"], status: { failed: 1, conditions: backoffExceeded }, write: "now", events: ["Warning BackoffLimitExceeded"] } },
]);

const suspended = condition("Suspended", "JobSuspended", "Job suspended");
const resumed = condition("Suspended", "JobResumed", "Job resumed", "False");

table("Job: suspend", [
  { name: "suspending stops the pods and the clock", job: aJob({ suspend: true, completions: 2, parallelism: 2 }, { active: 2 }), pods: [running("a"), running("b")],
    expected: { deletes: ["a", "b"], uncounted: true, status: { startTime: undefined, terminating: 2, conditions: [suspended] }, write: "now", events: ["Normal Suspended"] } },
  { name: "a Job created suspended does not start", job: aJob({ suspend: true }, { startTime: undefined }), expected: { status: { startTime: undefined, conditions: [suspended] }, write: "now", events: ["Normal Suspended"] } },
  { name: "resuming starts the clock again", job: aJob({}, { startTime: undefined, conditions: [suspended] }), expected: { creates: one, status: { startTime: ago(0), conditions: [resumed] }, write: "now", events: ["Normal Resumed"] } },
  { name: "a resumed Job is resumed once", job: aJob({}, { active: 1, conditions: [resumed] }), pods: [running("a")], expected: { status: { active: 1, conditions: [resumed] }, write: "no" } },
  { name: "a Job that reaches its completions while suspended is complete", job: aJob({ suspend: true }, { startTime: undefined, conditions: [suspended] }), pods: [succeeded("a")],
    expected: { releases: ["a"], status: { startTime: ago(0), succeeded: 1, conditions: [suspended, ...completed], completionTime: ago(0) }, write: "now", events: ["Normal Completed"] } },
]);

function indexed(completions: number, spec: Partial<Job["spec"]> = {}, status: JobStatus = {}): Job {
  return aJob({ completionMode: "Indexed", completions, parallelism: completions, ...spec }, status);
}

table("Job: indexes", [
  { name: "every index gets a pod", job: indexed(3), expected: { creates: [{ index: 0 }, { index: 1 }, { index: 2 }], status: {}, write: "now" } },
  { name: "the lowest missing indexes come first", job: indexed(6, { parallelism: 3 }, { succeeded: 2, completedIndexes: "0,2", active: 1 }), pods: [running("b", { index: 1 })],
    expected: { creates: [{ index: 3 }, { index: 4 }], status: { active: 1, succeeded: 2, completedIndexes: "0,2" }, write: "now" } },
  { name: "a success is noted by its index and needs no UID", job: indexed(3, {}, { active: 3, succeeded: 1, completedIndexes: "0" }), pods: [succeeded("c", { index: 2 }), running("b", { index: 1 })],
    expected: { releases: ["c"], status: { active: 1, succeeded: 2, completedIndexes: "0,2" }, write: "now" } },
  { name: "an index succeeds once, however many pods say so", job: indexed(3, { parallelism: 1 }, { active: 1, succeeded: 1, completedIndexes: "0" }), pods: [succeeded("a", { index: 0 }), running("b", { index: 1 })],
    expected: { releases: ["a"], status: { active: 1, succeeded: 1, completedIndexes: "0" }, write: "no" } },
  { name: "a success that was noted before and is not let go yet forgets no failure", job: indexed(3, { parallelism: 1 }, { succeeded: 1, completedIndexes: "0", uncountedTerminatedPods: { failed: ["uid-b"] } }), pods: [succeeded("a", { index: 0 }), failed("b", 4, { index: 1 })], backoff: { failures: 1, lastFailureAt: now - 4_000 },
    expected: { releases: ["a", "b"], status: { succeeded: 1, completedIndexes: "0", uncountedTerminatedPods: { failed: ["uid-b"] } }, write: "no", requeueAfterMs: 6_000 } },
  { name: "of two pods with one index the cheaper goes", job: indexed(2, {}, { active: 2, ready: 1 }), pods: [running("a", { index: 0, ready: true }), running("a2", { index: 0 })],
    expected: { deletes: ["a2"], uncounted: true, status: { active: 1, ready: 1, terminating: 1 }, write: "now" } },
  { name: "a pod beyond the last index goes", job: indexed(1, {}, { active: 2 }), pods: [running("a", { index: 0 }), running("b", { index: 1 })],
    expected: { deletes: ["b"], uncounted: true, status: { active: 1, terminating: 1 }, write: "now" } },
  { name: "a shrunken Job forgets successes beyond its end", job: indexed(2, {}, { succeeded: 2, completedIndexes: "0,4" }),
    expected: { creates: [{ index: 1 }], status: { succeeded: 1, completedIndexes: "0" }, write: "now" } },
  { name: "the last index completes the Job", job: indexed(2, {}, { active: 1, succeeded: 1, completedIndexes: "0" }), pods: [succeeded("b", { index: 1 })],
    expected: { releases: ["b"], status: { succeeded: 2, completedIndexes: "0,1", conditions: completed, completionTime: ago(0) }, write: "now", events: ["Normal Completed"] } },
  { name: "with podReplacementPolicy Failed a terminating pod keeps its index", job: indexed(2, { podReplacementPolicy: "Failed", parallelism: 2 }), pods: [aPod("a", { index: 0, deleting: true })],
    expected: { creates: [{ index: 1 }], status: { terminating: 1 }, write: "now" } },
]);

const perIndex = { backoffLimitPerIndex: 1, backoffLimit: 2_147_483_647 };
const failedIndexesTarget = condition("FailureTarget", "FailedIndexes", "Job has failed indexes");
const maxFailedTarget = condition("FailureTarget", "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");

table("Job: back-off per index", [
  { name: "a failed pod is kept until its index's own back-off is over", job: indexed(2, perIndex, { active: 1, failedIndexes: "" }), pods: [failed("a", 4, { index: 0, failuresBefore: 0 }), running("b", { index: 1 })],
    expected: { status: { active: 1, failedIndexes: "" }, write: "no", requeueAfterMs: 6_000 } },
  { name: "its replacement inherits the count", job: indexed(2, perIndex, { active: 1, failedIndexes: "" }), pods: [failed("a", 10, { index: 0, failuresBefore: 0 }), running("b", { index: 1 })],
    expected: { creates: [{ index: 0, failures: { counted: 1, ignored: 0 } }], status: { active: 1, failedIndexes: "" }, write: "now" } },
  { name: "the replaced pod is let go once its replacement runs", job: indexed(2, perIndex, { active: 2, failedIndexes: "" }), pods: [failed("a", 10, { index: 0, failuresBefore: 0 }), running("a2", { index: 0, failuresBefore: 1 }), running("b", { index: 1 })],
    expected: { releases: ["a"], status: { active: 2, failedIndexes: "", uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now" } },
  { name: "an index at its limit has failed, and the others go on", job: indexed(2, perIndex, { active: 2, failedIndexes: "" }), pods: [failed("a", 1, { index: 0, failuresBefore: 1 }), running("b", { index: 1 })],
    expected: { releases: ["a"], status: { active: 1, failedIndexes: "0", uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now" } },
  { name: "a pod that was one too many is no failure of its index", job: indexed(2, { ...perIndex, backoffLimitPerIndex: 0, suspend: true }, { startTime: undefined, terminating: 2, failedIndexes: "", conditions: [suspended] }), pods: [aPod("a", { index: 0, deleting: true, counted: true }), aPod("b", { index: 1, deleting: true, counted: true })],
    expected: { status: { startTime: undefined, terminating: 2, failedIndexes: "", conditions: [suspended] }, write: "no" } },
  { name: "with every index over and one failed the Job has failed", job: indexed(2, perIndex, { active: 1, succeeded: 1, completedIndexes: "1", failedIndexes: "" }), pods: [failed("a", 1, { index: 0, failuresBefore: 1 })],
    expected: { releases: ["a"], status: { succeeded: 1, failed: 1, completedIndexes: "1", failedIndexes: "0", conditions: [failedIndexesTarget, { ...failedIndexesTarget, type: "Failed" }] }, write: "now", events: ["Warning FailedIndexes"] } },
  { name: "as many failed indexes as allowed go on", job: indexed(3, { ...perIndex, maxFailedIndexes: 1 }, { active: 2, failed: 1, failedIndexes: "0" }), pods: [running("b", { index: 1 }), running("c", { index: 2 })],
    expected: { status: { active: 2, failed: 1, failedIndexes: "0" }, write: "no" } },
  { name: "one more fails the Job", job: indexed(3, { ...perIndex, maxFailedIndexes: 0 }, { failedIndexes: "" }), pods: [failed("a", 1, { index: 0, failuresBefore: 1 })],
    expected: { releases: ["a"], status: { failed: 1, failedIndexes: "0", conditions: [maxFailedTarget, { ...maxFailedTarget, type: "Failed" }] }, write: "now", events: ["Warning MaxFailedIndexesExceeded"] } },
]);

const failJob = "Container main for pod default/a failed with exit code 42 matching FailJob rule at index 0";
const policyTarget = condition("FailureTarget", "PodFailurePolicy", failJob);
const onExitCode = (action: "FailJob" | "Ignore" | "Count" | "FailIndex", operator: "In" | "NotIn" = "In") => ({ podFailurePolicy: { rules: [{ action, onExitCodes: { operator, values: [42] } }] }, podReplacementPolicy: "Failed" as const });
const onDisruption = (action: "FailJob" | "Ignore") => ({ podFailurePolicy: { rules: [{ action, onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }] }, podReplacementPolicy: "Failed" as const });
const disrupted = { conditions: [{ type: "DisruptionTarget", status: "True" }] };

table("Job: podFailurePolicy", [
  { name: "FailJob fails the Job at the first matching exit code", job: aJob(onExitCode("FailJob")), pods: [failed("a", 1, { exitCode: 42 })],
    expected: { releases: ["a"], status: { failed: 1, conditions: [policyTarget, { ...policyTarget, type: "Failed" }] }, write: "now", events: ["Warning PodFailurePolicy"] } },
  { name: "another exit code counts as ever", job: aJob(onExitCode("FailJob")), pods: [failed("a", 10, { exitCode: 41 })],
    expected: { releases: ["a"], creates: one, status: { uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now" } },
  { name: "NotIn matches all others", job: aJob({ ...onExitCode("Ignore", "NotIn"), backoffLimit: 0 }), pods: [failed("a", 10, { exitCode: 41 })], expected: { releases: ["a"], creates: one, status: {}, write: "now" } },
  { name: "a container that ended well matches no rule, not even NotIn", job: aJob({ ...onExitCode("Ignore", "NotIn"), backoffLimit: 0 }), pods: [failed("a", 10, { exitCode: 0 })],
    expected: { releases: ["a"], status: { failed: 1, conditions: backoffExceeded }, write: "now", events: ["Warning BackoffLimitExceeded"] } },
  { name: "Ignore does not count towards the limit", job: aJob({ ...onDisruption("Ignore"), backoffLimit: 0 }), pods: [failed("a", 10, { status: disrupted })], expected: { releases: ["a"], creates: one, status: {}, write: "now" } },
  { name: "a condition that is False does not match", job: aJob({ ...onDisruption("Ignore"), backoffLimit: 0 }), pods: [failed("a", 10, { status: { conditions: [{ type: "DisruptionTarget", status: "False" }] } })],
    expected: { releases: ["a"], status: { failed: 1, conditions: backoffExceeded }, write: "now", events: ["Warning BackoffLimitExceeded"] } },
  { name: "FailIndex gives up the index at its first failure", job: indexed(2, { ...perIndex, ...onExitCode("FailIndex") }, { active: 2, failedIndexes: "" }), pods: [failed("a", 1, { index: 0, failuresBefore: 0, exitCode: 42 }), running("b", { index: 1 })],
    expected: { releases: ["a"], status: { active: 1, failedIndexes: "0", uncountedTerminatedPods: { failed: ["uid-a"] } }, write: "now" } },
  { name: "a pod being deleted has not failed yet under a policy", job: aJob(onExitCode("FailJob"), { active: 1 }), pods: [aPod("a", { deleting: true })], expected: { status: { terminating: 1 }, write: "now" } },
]);

const policyMet = condition("SuccessCriteriaMet", "SuccessPolicy", "Matched rules at index 0");
const byPolicy = (rule: { succeededIndexes?: string; succeededCount?: number }) => indexed(3, { successPolicy: { rules: [rule] } }, { active: 2, succeeded: 1, completedIndexes: "1" });

table("Job: successPolicy", [
  { name: "the listed indexes suffice: the rest is stopped", job: byPolicy({ succeededIndexes: "1" }), pods: [running("a", { index: 0 }), running("c", { index: 2 })],
    expected: { deletes: ["a", "c"], releases: ["a", "c"], status: { succeeded: 1, completedIndexes: "1", terminating: 2, conditions: [policyMet] }, write: "now" } },
  { name: "all of the listed indexes are needed", job: byPolicy({ succeededIndexes: "0-1" }), pods: [running("a", { index: 0 }), running("c", { index: 2 })], expected: { status: { active: 2, succeeded: 1, completedIndexes: "1" }, write: "no" } },
  { name: "unless a count asks for fewer of them", job: byPolicy({ succeededIndexes: "0-1", succeededCount: 1 }), pods: [],
    expected: { status: { succeeded: 1, completedIndexes: "1", conditions: [policyMet, { ...policyMet, type: "Complete" }], completionTime: ago(0) }, write: "now", events: ["Normal Completed"] } },
  { name: "a count alone asks for any: one short", job: byPolicy({ succeededCount: 2 }), pods: [running("a", { index: 0 }), running("c", { index: 2 })], expected: { status: { active: 2, succeeded: 1, completedIndexes: "1" }, write: "no" } },
  { name: "a count alone asks for any: reached", job: byPolicy({ succeededCount: 1 }), pods: [],
    expected: { status: { succeeded: 1, completedIndexes: "1", conditions: [policyMet, { ...policyMet, type: "Complete" }], completionTime: ago(0) }, write: "now", events: ["Normal Completed"] } },
]);
