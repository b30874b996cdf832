import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../api/types/batch/v1.gen.ts";
import { jobs } from "../client/resources.ts";
import { Simulation } from "./simulation.ts";

/** Three pods succeed after a second each, two at a time. */
const job: Job = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "pi", namespace: "default" },
  spec: { completions: 3, parallelism: 2, template: { spec: { restartPolicy: "Never", automountServiceAccountToken: false, containers: [{ name: "main", image: "busybox", command: ["sleep", "1"] }] } } },
};

/** The text of all metrics once the Job has ended; with a crash, new controllers begin while it runs. */
async function metricsOfJob(seed: number, crash = false): Promise<string> {
  const simulation = await Simulation.start({ seed });
  try {
    await simulation.client.create(jobs, structuredClone(job));
    await simulation.clock.advance(1_500);
    if (crash) simulation.restart("controllers");
    await simulation.clock.advance(30_000);
    assert.equal((await simulation.client.get(jobs, { namespace: "default", name: "pi" })).status?.succeeded, 3);
    return simulation.metrics.write();
  } finally {
    await simulation.stop();
  }
}

const rowsOf = (text: string, ...names: string[]): string[] => text.split("\n").filter((line) => names.some((name) => line.startsWith(name)) && !line.includes("_bucket{"));

test("metrics: a Job in a whole cluster, row by row, and the same for the same seed", async () => {
  const text = await metricsOfJob(1);
  assert.deepEqual(rowsOf(text, "job_controller_job", "job_controller_terminated", "scheduler_schedule_attempts_total", "scheduler_pod_scheduling_attempts", "scheduler_pending_pods", "node_collector_zone").filter((row) => !row.includes("sync")), [
    'job_controller_job_pods_creation_total{reason="new",status="succeeded"} 3',
    'job_controller_job_pods_finished_total{completion_mode="NonIndexed",result="failed"} 0',
    'job_controller_job_pods_finished_total{completion_mode="NonIndexed",result="succeeded"} 3',
    'job_controller_jobs_finished_total{completion_mode="NonIndexed",reason="CompletionsReached",result="succeeded"} 1',
    'job_controller_terminated_pods_tracking_finalizer_total{event="add"} 3',
    'job_controller_terminated_pods_tracking_finalizer_total{event="delete"} 3',
    'node_collector_zone_health{zone=""} 100',
    'node_collector_zone_size{zone=""} 1',
    'scheduler_pending_pods{queue="active"} 0',
    'scheduler_pending_pods{queue="backoff"} 0',
    'scheduler_pending_pods{queue="gated"} 0',
    'scheduler_pending_pods{queue="unschedulable"} 0',
    "scheduler_pod_scheduling_attempts_sum 3",
    "scheduler_pod_scheduling_attempts_count 3",
    'scheduler_schedule_attempts_total{profile="default-scheduler",result="error"} 0',
    'scheduler_schedule_attempts_total{profile="default-scheduler",result="scheduled"} 3',
    'scheduler_schedule_attempts_total{profile="default-scheduler",result="unschedulable"} 0',
  ]);
  assert.equal(await metricsOfJob(1), text);
});

test("metrics: controllers that start again count on, and no pod counts twice", async () => {
  const rows = rowsOf(await metricsOfJob(1, true), "job_controller_job_pods_", "job_controller_jobs_finished", "workqueue_depth");
  assert.deepEqual(rows.filter((row) => row.startsWith("job_")), [
    'job_controller_job_pods_creation_total{reason="new",status="succeeded"} 3',
    'job_controller_job_pods_finished_total{completion_mode="NonIndexed",result="failed"} 0',
    'job_controller_job_pods_finished_total{completion_mode="NonIndexed",result="succeeded"} 3',
    'job_controller_jobs_finished_total{completion_mode="NonIndexed",reason="CompletionsReached",result="succeeded"} 1',
  ]);
  assert.ok(rows.includes('workqueue_depth{name="job"} 0'));
});
