import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { MetricsRegistry } from "../../base/metrics/metrics.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { jobs } from "../../client/resources.ts";
import { forbidden } from "../../machinery/errors/constructors.ts";
import { type Script, runFakeKubelet } from "../testing/fake-kubelet.ts";
import { createHarness, type Harness } from "../testing/harness.ts";
import { controller } from "./controller.ts";
import { decideJob } from "./decide.ts";
import { JobMetrics } from "./metrics.ts";
import { aJob, ago, failed, now, running, succeeded } from "./test-builders.ts";

const prefix = "job_controller_";

/** Runs the Job to its end with pods that go as the script says. */
async function runJob(spec: Partial<Job["spec"]>, script: Script, prepare: (harness: Harness) => void = () => undefined): Promise<Harness> {
  const harness = createHarness();
  runFakeKubelet({ transport: harness.cluster.transport, clock: harness.clock, random: new SeededRandom(2), script }, new AbortController().signal);
  prepare(harness);
  harness.start(controller);
  const { status: _, ...job } = aJob({ ...spec, selector: { matchLabels: { "job-name": "pi" } } });
  await harness.client.create(jobs, { ...job, metadata: { name: "pi", namespace: "default" } });
  await harness.clock.advance(600_000);
  return harness;
}

/** Without the durations. */
const counts = ({ metricRows }: Harness): string[] => metricRows(prefix).filter((row) => !row.includes("duration_seconds")).map((row) => row.slice(prefix.length));

test("Job metrics: a Job whose pod succeeds", async () => {
  const harness = await runJob({}, () => ({ afterMs: 5, exitCode: 0 }));
  assert.deepEqual(counts(harness), [
    'job_pods_creation_total{reason="new",status="succeeded"} 1',
    'job_pods_finished_total{completion_mode="NonIndexed",result="failed"} 0',
    'job_pods_finished_total{completion_mode="NonIndexed",result="succeeded"} 1',
    'job_syncs_total{action="pods_created",completion_mode="NonIndexed",result="success"} 1',
    'job_syncs_total{action="tracking",completion_mode="NonIndexed",result="success"} 3',
    'jobs_finished_total{completion_mode="NonIndexed",reason="CompletionsReached",result="succeeded"} 1',
    'terminated_pods_tracking_finalizer_total{event="add"} 1',
    'terminated_pods_tracking_finalizer_total{event="delete"} 1',
  ]);
  assert.deepEqual(harness.metricRows("job_controller_job_sync_duration_seconds_count"), [
    'job_controller_job_sync_duration_seconds_count{action="pods_created",completion_mode="NonIndexed",result="success"} 1',
    'job_controller_job_sync_duration_seconds_count{action="tracking",completion_mode="NonIndexed",result="success"} 3',
  ]);
});

test("Job metrics: retries are recreations, and a failure policy tells which rule matched", async () => {
  const policy = { rules: [{ action: "Ignore", onExitCodes: { operator: "In", values: [3] } }, { action: "FailJob", onExitCodes: { operator: "In", values: [42] } }] };
  const exitCodes = [3, 1, 42];
  const harness = await runJob({ podFailurePolicy: policy, podReplacementPolicy: "Failed" } as Partial<Job["spec"]>, (_, nth) => ({ afterMs: 5, exitCode: exitCodes[nth] ?? 0 }));
  const rows = counts(harness);
  assert.deepEqual(rows.filter((row) => !row.startsWith("job_syncs_total")), [
    'job_pods_creation_total{reason="new",status="succeeded"} 2', // an ignored failure is none
    'job_pods_creation_total{reason="recreate_failed",status="succeeded"} 1',
    'job_pods_finished_total{completion_mode="NonIndexed",result="failed"} 2',
    'job_pods_finished_total{completion_mode="NonIndexed",result="succeeded"} 0',
    'jobs_finished_total{completion_mode="NonIndexed",reason="PodFailurePolicy",result="failed"} 1',
    'pod_failures_handled_by_failure_policy_total{action="FailJob"} 1',
    'pod_failures_handled_by_failure_policy_total{action="Ignore"} 1',
    'terminated_pods_tracking_finalizer_total{event="add"} 3',
    'terminated_pods_tracking_finalizer_total{event="delete"} 3',
  ]);
});

test("Job metrics: indexes count once, by the kind of back-off limit", async () => {
  const harness = await runJob({ completionMode: "Indexed", completions: 3, parallelism: 3, backoffLimitPerIndex: 0, maxFailedIndexes: 3 }, (pod) => ({ afterMs: 5, exitCode: pod.metadata.annotations?.["batch.kubernetes.io/job-completion-index"] === "1" ? 1 : 0 }));
  assert.deepEqual(counts(harness).filter((row) => !row.startsWith("job_syncs_total") && !row.startsWith("terminated")), [
    'job_finished_indexes_total{backoffLimit="perIndex",status="failed"} 1',
    'job_finished_indexes_total{backoffLimit="perIndex",status="succeeded"} 2',
    'job_pods_creation_total{reason="new",status="succeeded"} 3',
    'job_pods_finished_total{completion_mode="Indexed",result="failed"} 1',
    'job_pods_finished_total{completion_mode="Indexed",result="succeeded"} 2',
    'jobs_finished_total{completion_mode="Indexed",reason="FailedIndexes",result="failed"} 1',
  ]);
});

test("Job metrics: a pod that the server refuses is a failed creation and an error of the sync", async () => {
  let refusals = 2;
  const harness = await runJob({}, () => ({ afterMs: 5, exitCode: 0 }), ({ cluster }) => {
    cluster.intercept = ({ verb, resource }, when) => {
      if (when === "before" && verb === "create" && resource.resource === "pods" && refusals-- > 0) throw forbidden({ group: "", resource: "pods" }, "pi", "exceeded quota");
    };
  });
  const rows = counts(harness);
  assert.ok(rows.includes('job_pods_creation_total{reason="new",status="failed"} 2'), rows.join("\n"));
  assert.ok(rows.includes('job_syncs_total{action="pods_created",completion_mode="NonIndexed",result="error"} 2'), rows.join("\n"));
  assert.ok(harness.metricRows('workqueue_retries_total{name="job"} ').some((row) => Number(row.split(" ")[1]) >= 2));
});

test("Job metrics: a Job of another controller is counted under its name, and not synced", async () => {
  const harness = await runJob({ managedBy: "example.com/queue" }, () => undefined);
  assert.deepEqual(counts(harness), ['jobs_by_external_controller_total{controller_name="example.com/queue"} 1']);
});

test("Job metrics: every family says what it is, how stable, and of which type", async () => {
  const { metrics } = await runJob({}, () => ({ afterMs: 5, exitCode: 0 }));
  const heads = metrics.write().split("\n").filter((line) => line.startsWith(`# TYPE ${prefix}`) || line.startsWith(`# HELP ${prefix}`)).map((line) => line.replace(/(# HELP \S+ \[\w+\]).*/, "$1"));
  assert.deepEqual(heads, [
    ["job_pods_creation_total", "ALPHA", "counter"],
    ["job_pods_finished_total", "STABLE", "counter"],
    ["job_sync_duration_seconds", "STABLE", "histogram"],
    ["job_syncs_total", "STABLE", "counter"],
    ["jobs_finished_total", "STABLE", "counter"],
    ["terminated_pods_tracking_finalizer_total", "ALPHA", "counter"],
  ].flatMap(([name, stability, type]) => [`# HELP ${prefix}${name} [${stability}]`, `# TYPE ${prefix}${name} ${type}`]));
});

test("Job metrics: a look that must wait for the pods to be seen is a skipped one", async () => {
  const harness = createHarness();
  const { transport } = harness.cluster;
  async function* late<T>(events: AsyncIterable<T>): AsyncIterable<T> {
    for await (const event of events) {
      await harness.clock.sleep(1_000);
      yield event;
    }
  }
  harness.startOver({ ...transport, watch: (request, signal) => (request.resource.resource === "pods" ? late(transport.watch(request, signal)) : transport.watch(request, signal)) as never }, controller);
  await harness.clock.advance(0);
  await harness.client.create(jobs, { ...aJob(), metadata: { name: "pi", namespace: "default" } });
  await harness.clock.advance(500);
  assert.deepEqual(harness.metricRows(`${prefix}stale`), ['job_controller_stale_sync_skips_total{group="batch",resource="jobs"} 1']);
});

const rowsOfOne = (act: (metrics: JobMetrics) => void): string[] => {
  const registry = new MetricsRegistry();
  act(registry.set(JobMetrics));
  return registry.write().split("\n").filter((line) => line.startsWith(prefix)).map((row) => row.slice(prefix.length));
};

test("Job metrics: a pod comes to wait for its count once, and leaves by losing its finalizer or by going", () => {
  const added = ['terminated_pods_tracking_finalizer_total{event="add"} 1'];
  const deleted = ['terminated_pods_tracking_finalizer_total{event="delete"} 1'];
  assert.deepEqual(rowsOfOne((metrics) => metrics.podChanged(running("a"), succeeded("a"))), added);
  assert.deepEqual(rowsOfOne((metrics) => metrics.podChanged(undefined, failed("a", 1))), added);
  assert.deepEqual(rowsOfOne((metrics) => metrics.podChanged(succeeded("a"), succeeded("a", { counted: true }))), deleted);
  assert.deepEqual(rowsOfOne((metrics) => metrics.podChanged(succeeded("a"), undefined)), deleted);
  assert.deepEqual(rowsOfOne((metrics) => metrics.podChanged(succeeded("a"), succeeded("a"))), []);
  assert.deepEqual(rowsOfOne((metrics) => metrics.podChanged(running("a"), undefined)), []);
});

test("Job metrics: a failure whose UID stands in the status already was handled before", () => {
  const podFailurePolicy = { rules: [{ action: "Count", onExitCodes: { operator: "In", values: [1] } }] } as Job["spec"]["podFailurePolicy"];
  const noted = aJob({ podFailurePolicy }, { uncountedTerminatedPods: { failed: ["uid-a"] } });
  assert.deepEqual(rowsOfOne((metrics) => metrics.released(noted, [failed("a", 1), failed("b", 1), failed("c", 1, { exitCode: 2 }), succeeded("d")])), ['pod_failures_handled_by_failure_policy_total{action="Count"} 1']);
});

const actions: { name: string; job: Job; pods?: Pod[]; action: string }[] = [
  { name: "creates", job: aJob(), action: "pods_created" },
  { name: "has what it wants", job: aJob(), pods: [running("a")], action: "tracking" },
  { name: "has reached its completions", job: aJob(), pods: [succeeded("a")], action: "tracking" },
  { name: "has a pod too many", job: aJob({ parallelism: 1, completions: 3 }), pods: [running("a"), running("b")], action: "pods_deleted" },
  { name: "is suspended, even without pods", job: aJob({ suspend: true }), action: "pods_deleted" },
  { name: "ends before its time", job: aJob({ backoffLimit: 0 }), pods: [failed("a", 1)], action: "reconciling" },
  { name: "is being deleted", job: aJob({}, {}, { deletionTimestamp: ago(1), finalizers: ["foregroundDeletion"] }), pods: [running("a")], action: "reconciling" },
];
for (const { name, job, pods = [], action } of actions) {
  test(`Job metrics: a Job that ${name} is ${action}`, () => assert.equal(decideJob({ job, pods, now }).action, action));
}
