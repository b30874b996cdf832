import assert from "node:assert/strict";
import { test } from "node:test";
import { startScheduler } from "./testing/scheduler-harness.ts";
import { aNode, aPendingPod } from "./testing/objects.ts";

test("a pod is bound to the emptier node, and the event says so", async () => {
  const harness = await startScheduler();
  await harness.addNode(aNode({ name: "n1" }));
  await harness.addNode(aNode({ name: "n2" }));
  await harness.addPod(aPendingPod({ name: "a", cpu: "2" }));
  await harness.addPod(aPendingPod({ name: "b", cpu: "2" }));
  const placed = ["a", "b"].map((name) => harness.pod(name)?.spec.nodeName).sort();
  assert.deepEqual(placed, ["n1", "n2"]);
  assert.deepEqual(harness.eventsOf("a"), [`Scheduled Successfully assigned default/a to ${harness.pod("a")?.spec.nodeName}`]);
  await harness.stop();
});

test("a pod that fits nowhere says why, in upstream's words, and is tried again when room is made", async () => {
  const harness = await startScheduler();
  await harness.addNode(aNode({ name: "n1" }));
  await harness.addNode(aNode({ name: "n2", spec: { taints: [{ key: "a", effect: "NoSchedule" }] } }));
  await harness.addPod(aPendingPod({ name: "first", cpu: "3" }));
  await harness.addPod(aPendingPod({ name: "second", cpu: "3" }));
  const message = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.";
  assert.deepEqual(harness.eventsOf("second"), [`FailedScheduling ${message}`]);
  const condition = harness.pod("second")?.status?.conditions?.[0];
  assert.deepEqual([condition?.type, condition?.status, condition?.reason, condition?.message], ["PodScheduled", "False", "Unschedulable", message]);
  await harness.deletePod("first");
  await harness.clock.advance(999);
  assert.equal(harness.pod("second")?.spec.nodeName, undefined, "the back-off of 1 s is not over");
  await harness.clock.advance(1);
  assert.equal(harness.pod("second")?.spec.nodeName, "n1");
  await harness.stop();
});

test("a pod without any node to go to is scheduled when the first one comes", async () => {
  const harness = await startScheduler();
  await harness.addPod(aPendingPod());
  assert.deepEqual(harness.eventsOf("web"), ["FailedScheduling no nodes available to schedule pods"]);
  await harness.addNode(aNode());
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("web")?.spec.nodeName, "n1");
  await harness.stop();
});

test("a gated pod waits for its gates to go", async () => {
  const harness = await startScheduler();
  await harness.addNode(aNode());
  await harness.addPod(aPendingPod({ spec: { schedulingGates: [{ name: "example.com/wait" }] } }));
  assert.equal(harness.pod("web")?.status?.conditions?.[0]?.reason, "SchedulingGated");
  await harness.patchPod("web", { spec: { schedulingGates: [] } });
  assert.equal(harness.pod("web")?.spec.nodeName, "n1");
  await harness.stop();
});

test("pods that come together are placed without waiting for each other's binding", async () => {
  const harness = await startScheduler();
  await harness.addNode(aNode({ allocatable: { pods: "1000" } }));
  for (let index = 0; index < 100; index++) void harness.addPod(aPendingPod({ name: `p${index}` }));
  await harness.clock.advance(10);
  assert.equal(harness.cluster.list({ group: "", version: "v1", resource: "pods" }).filter((pod) => (pod as { spec?: { nodeName?: string } }).spec?.nodeName === "n1").length, 100);
  await harness.stop();
});

test("pods of other schedulers are left alone", async () => {
  const harness = await startScheduler();
  await harness.addNode(aNode());
  await harness.addPod(aPendingPod({ spec: { schedulerName: "mine" } }));
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("web")?.spec.nodeName, undefined);
  await harness.stop();
});
