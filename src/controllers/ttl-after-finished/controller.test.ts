import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../api/types/batch/v1.gen.ts";
import { jobs } from "../../client/resources.ts";
import { createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";
import { timeToLiveMs } from "./decide.ts";

const now = Date.UTC(2026, 0, 1);
const endedJob = (ttlSecondsAfterFinished: number | undefined, overrides: Partial<Job> = {}): Job => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "pi", namespace: "default" },
  spec: { ttlSecondsAfterFinished, template: { spec: { containers: [] } } },
  status: { conditions: [{ type: "Complete", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" }] },
  ...overrides,
});

for (const [name, job, expected] of [
  ["a Job without a limit stays", endedJob(undefined), undefined],
  ["a Job that runs stays", endedJob(5, { status: {} }), undefined],
  ["a Job that has ended goes after its time", endedJob(5), 5_000],
  ["a limit of 0 goes at once", endedJob(0), 0],
  ["a Job being deleted needs nothing more", endedJob(0, { metadata: { name: "pi", deletionTimestamp: "2026-01-01T00:00:00Z" } }), undefined],
  ["a condition that is False is no end", endedJob(0, { status: { conditions: [{ type: "Failed", status: "False", lastTransitionTime: "2026-01-01T00:00:00Z" }] } }), undefined],
] as const) {
  test(`ttl-after-finished: ${name}`, () => assert.equal(timeToLiveMs(job, now), expected));
}

test("ttl-after-finished: the Job is there a second before its time and deleted in the foreground after it", async () => {
  const { clock, cluster, client, metricRows, start } = createHarness();
  start(controller);
  await client.create(jobs, endedJob(30));
  await client.updateStatus(jobs, endedJob(30));
  await clock.advance(29_000);
  assert.equal(cluster.get(jobs, "default", "pi")?.metadata?.deletionTimestamp, undefined);
  await clock.advance(1_000);
  assert.deepEqual(cluster.get(jobs, "default", "pi")?.metadata?.finalizers, ["foregroundDeletion"]);
  assert.deepEqual(metricRows("ttl_after_finished_"), ["ttl_after_finished_controller_job_deletion_duration_seconds_sum 0", "ttl_after_finished_controller_job_deletion_duration_seconds_count 1"]);
});
