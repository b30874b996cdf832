import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job, JobStatus } from "../../src/api/types/batch/v1.gen.ts";
import type { JobLab, JobLife, JobParts } from "./lab.ts";

/** How a Job ends: its terminal condition, whose cause its interim condition gives too. */
export interface End {
  readonly condition: "Complete" | "Failed";
  readonly reason: string;
  /** `POD` stands for a pod's name. */
  readonly message: string;
}

export const completionsReached: End = { condition: "Complete", reason: "CompletionsReached", message: "Reached expected number of succeeded pods" };
export const backoffLimitExceeded: End = { condition: "Failed", reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" };
export const successPolicyMet = (rule: number): End => ({ condition: "Complete", reason: "SuccessPolicy", message: `Matched rules at index ${rule}` });
export const policyFailed = (message: string): End => ({ condition: "Failed", reason: "PodFailurePolicy", message });

/** A Job, and all of what it must have come to. */
export interface EndRow {
  /** A sentence: the name of the test. */
  readonly name: string;
  /** Of the Job. */
  readonly job: string;
  readonly parts: JobParts;
  /** Done to the Job on its way. */
  readonly meanwhile?: (life: JobLife, lab: JobLab) => Promise<void>;
  readonly end: End;
  /** The numbers of the last status, less what is the same for all Jobs that have ended. */
  readonly counts: Partial<JobStatus>;
  /** What else must hold. */
  readonly also?: (life: JobLife, lab: JobLab) => Promise<void>;
}

export function endTests(rows: readonly EndRow[], lab: () => JobLab): void {
  for (const { name, job, parts, meanwhile, end, counts, also } of rows) {
    test(name, async () => {
      const life = await lab().create(job, parts);
      await meanwhile?.(life, lab());
      const ended = await life.ended();
      assertEnd(ended, end, counts);
      await assertEndEvent(life, end);
      await assertPodsReleased(life);
      await also?.(life, lab());
    });
  }
}

/** Both conditions, all counters, and times that fit each other. */
export function assertEnd(job: Job, { condition, reason, message }: End, counts: Partial<JobStatus>): void {
  const { conditions = [], startTime, completionTime, ...rest } = job.status ?? {};
  const podName = new RegExp(`\\b${job.metadata.name}(-\\d+)?-[a-z0-9]{5}\\b`, "g");
  const told = conditions.filter(({ type }) => type !== "Suspended").map((each) => ({ type: each.type, status: each.status, reason: each.reason, message: each.message?.replaceAll(podName, "POD") }));
  const interim = condition === "Complete" ? "SuccessCriteriaMet" : "FailureTarget";
  const cause = { status: "True", reason, message };
  assert.deepEqual(
    { conditions: told, ...rest },
    { conditions: [{ type: interim, ...cause }, { type: condition, ...cause }], ready: 0, terminating: 0, uncountedTerminatedPods: {}, ...counts },
  );
  assert.ok(startTime !== undefined && Number.isFinite(Date.parse(startTime)), "startTime is a time");
  if (condition === "Complete") assert.ok(Date.parse(completionTime ?? "") >= Date.parse(startTime), `completionTime ${completionTime} is not before startTime ${startTime}`);
  else assert.equal(completionTime, undefined, "only a complete Job has a completionTime");
  for (const { type, lastProbeTime, lastTransitionTime } of conditions) {
    for (const time of [lastProbeTime, lastTransitionTime]) assert.ok(Date.parse(time ?? "") >= Date.parse(startTime), `${type} has its times`);
  }
}

async function assertEndEvent(life: JobLife, { condition, reason, message }: End): Promise<void> {
  const told = condition === "Complete" ? "Normal Completed Job completed" : `Warning ${reason} ${message}`;
  const texts = await life.events(told);
  assert.ok(texts.includes(told), `"${told}" is among the events: ${texts.join("; ")}`);
}

/** Nothing of the Job keeps its pods from being deleted. */
async function assertPodsReleased(life: JobLife): Promise<void> {
  await life.podsThat("being without finalizers", (pods) => pods.every(({ metadata }) => (metadata.finalizers ?? []).length === 0));
}
