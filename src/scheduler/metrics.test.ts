import assert from "node:assert/strict";
import { test } from "node:test";
import { MetricsRegistry } from "../base/metrics/metrics.ts";
import { SchedulerMetrics } from "./metrics.ts";
import { eventName } from "./queue/event-names.ts";
import { aNode, aPendingPod } from "./testing/objects.ts";
import { type SchedulerHarness, startScheduler } from "./testing/scheduler-harness.ts";

/** The rows of the metrics whose names begin so, less buckets. */
const rows = ({ metrics }: SchedulerHarness, ...names: string[]): string[] =>
  metrics.write().split("\n").filter((line) => names.some((name) => line.startsWith(`scheduler_${name}`)) && !line.includes("_bucket{")).map((line) => line.slice("scheduler_".length));

test("scheduler metrics: tries, queues and the way of a pod that fits only later", async () => {
  const harness = await startScheduler();
  await harness.addNode(aNode({ name: "n1" }));
  await harness.addPod(aPendingPod({ name: "first", cpu: "3" }));
  await harness.addPod(aPendingPod({ name: "second", cpu: "3" }));
  await harness.addPod(aPendingPod({ name: "gated", spec: { schedulingGates: [{ name: "example.com/wait" }] } }));
  assert.deepEqual(rows(harness, "pending_pods", "unschedulable_pods", "cache_size", "goroutines"), [
    'cache_size{type="assumed_pods"} 0',
    'cache_size{type="nodes"} 1',
    'cache_size{type="pods"} 1',
    'goroutines{operation="binding"} 0',
    'pending_pods{queue="active"} 0',
    'pending_pods{queue="backoff"} 0',
    'pending_pods{queue="gated"} 1',
    'pending_pods{queue="unschedulable"} 1',
    'unschedulable_pods{plugin="NodeResourcesFit",profile="default-scheduler"} 1',
  ]);
  await harness.deletePod("first");
  assert.deepEqual(rows(harness, 'pending_pods{queue="backoff"', "unschedulable_pods"), ['pending_pods{queue="backoff"} 1']);
  await harness.clock.advance(1_000);
  await harness.patchPod("gated", { spec: { schedulingGates: [] } });
  assert.deepEqual(rows(harness, "schedule_attempts_total", "queue_incoming", "pod_scheduling", "scheduling_attempt_duration_seconds_count"), [
    "pod_scheduling_attempts_sum 4",
    "pod_scheduling_attempts_count 3",
    'pod_scheduling_sli_duration_seconds_sum{attempts="1"} 0',
    'pod_scheduling_sli_duration_seconds_count{attempts="1"} 2',
    'pod_scheduling_sli_duration_seconds_sum{attempts="2"} 1',
    'pod_scheduling_sli_duration_seconds_count{attempts="2"} 1',
    'queue_incoming_pods_total{event="AssignedPodDelete",queue="backoff"} 1',
    'queue_incoming_pods_total{event="BackoffComplete",queue="active"} 1',
    'queue_incoming_pods_total{event="ScheduleAttemptFailure",queue="unschedulable"} 1',
    'queue_incoming_pods_total{event="UnschedulablePodAdd",queue="active"} 2',
    'queue_incoming_pods_total{event="UnschedulablePodAdd",queue="unschedulable"} 1',
    'queue_incoming_pods_total{event="UnschedulablePodUpdate",queue="active"} 1',
    'schedule_attempts_total{profile="default-scheduler",result="error"} 0',
    'schedule_attempts_total{profile="default-scheduler",result="scheduled"} 3',
    'schedule_attempts_total{profile="default-scheduler",result="unschedulable"} 1',
    'scheduling_attempt_duration_seconds_count{profile="default-scheduler",result="error"} 0',
    'scheduling_attempt_duration_seconds_count{profile="default-scheduler",result="scheduled"} 3',
    'scheduling_attempt_duration_seconds_count{profile="default-scheduler",result="unschedulable"} 1',
  ]);
  assert.deepEqual(rows(harness, "framework_extension_point_duration_seconds_count", "scheduling_algorithm_duration_seconds_count"), [
    'framework_extension_point_duration_seconds_count{extension_point="Bind",profile="default-scheduler",status="Success"} 3',
    'framework_extension_point_duration_seconds_count{extension_point="Filter",profile="default-scheduler",status="Success"} 4',
    'framework_extension_point_duration_seconds_count{extension_point="PreFilter",profile="default-scheduler",status="Success"} 4',
    'framework_extension_point_duration_seconds_count{extension_point="Score",profile="default-scheduler",status="Success"} 0',
    "scheduling_algorithm_duration_seconds_count 4",
  ]);
  await harness.stop();
});

test("scheduler metrics: nodes are scored only when there is a choice, and a refused binding is an error", async () => {
  const harness = await startScheduler();
  await harness.addNode(aNode({ name: "n1" }));
  await harness.addNode(aNode({ name: "n2" }));
  let refusals = 1;
  harness.cluster.intercept = ({ verb, body }, when) => {
    const isBinding = verb === "patch" && (body as { spec?: { nodeName?: string } }).spec?.nodeName !== undefined;
    if (when === "before" && isBinding && refusals-- > 0) throw new Error("refused");
  };
  await harness.addPod(aPendingPod());
  await harness.clock.advance(2_000);
  assert.notEqual(harness.pod("web")?.spec.nodeName, undefined);
  assert.deepEqual(rows(harness, "schedule_attempts_total", 'framework_extension_point_duration_seconds_count{extension_point="Bind"', 'framework_extension_point_duration_seconds_count{extension_point="Score"', 'queue_incoming_pods_total{event="ScheduleAttemptFailure"'), [
    'framework_extension_point_duration_seconds_count{extension_point="Bind",profile="default-scheduler",status="Error"} 1',
    'framework_extension_point_duration_seconds_count{extension_point="Bind",profile="default-scheduler",status="Success"} 1',
    'framework_extension_point_duration_seconds_count{extension_point="Score",profile="default-scheduler",status="Success"} 2',
    'queue_incoming_pods_total{event="ScheduleAttemptFailure",queue="backoff"} 1',
    'schedule_attempts_total{profile="default-scheduler",result="error"} 1',
    'schedule_attempts_total{profile="default-scheduler",result="scheduled"} 1',
    'schedule_attempts_total{profile="default-scheduler",result="unschedulable"} 0',
  ]);
  await harness.stop();
});

test("scheduler metrics: the bounds of the buckets are upstream's", async () => {
  const harness = await startScheduler();
  const bounds = (name: string): string[] => [...harness.metrics.write().matchAll(/^(scheduler_\w+)_bucket\{.*le="([^"]+)"\} 0$/gm)].filter(([, of]) => of === name).map(([, , bound]) => bound ?? "");
  assert.deepEqual(bounds("scheduler_pod_scheduling_attempts"), ["1", "2", "4", "8", "16", "+Inf"]);
  assert.deepEqual(bounds("scheduler_scheduling_algorithm_duration_seconds"), ["0.001", "0.002", "0.004", "0.008", "0.016", "0.032", "0.064", "0.128", "0.256", "0.512", "1.024", "2.048", "4.096", "8.192", "16.384", "+Inf"]);
  await harness.stop();
});

for (const [attempts, label] of [[1, "1"], [14, "14"], [15, "15+"], [16, "15+"]] as const) {
  test(`scheduler metrics: a pod that took ${attempts} tries is told under "${label}"`, () => {
    const registry = new MetricsRegistry();
    registry.set(SchedulerMetrics).ofProfile("default-scheduler").scheduled(attempts, 1);
    assert.match(registry.write(), new RegExp(`^scheduler_pod_scheduling_sli_duration_seconds_count\\{attempts="${label.replace("+", "\\+")}"\\} 1$`, "m"));
  });
}

const node = aNode({ name: "n1" });
for (const [changed, name] of [
  [aNode({ name: "n1", allocatable: { pods: "7" } }), "NodeUpdateNodeAllocatable"],
  [aNode({ name: "n1", labels: { zone: "a" } }), "NodeUpdateNodeLabel"],
  [aNode({ name: "n1", spec: { unschedulable: true } }), "NodeUpdateNodeTaint"],
  [aNode({ name: "n1", allocatable: { pods: "7" }, labels: { zone: "a" } }), "NodeUpdateNodeAllocatable"],
] as const) {
  test(`scheduler metrics: a change of a node is called ${name}`, () => assert.equal(eventName({ type: "NodeUpdated", node: changed, old: node }), name));
}
