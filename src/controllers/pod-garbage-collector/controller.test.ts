import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import { pods } from "../../client/resources.ts";
import { createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";
import { decidePod, surplusTerminated, type Verdict } from "./decide.ts";

const aPod = (nodeName: string | undefined, deleting = false, phase?: "Failed"): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "default", ...(deleting && { deletionTimestamp: "2026-01-01T00:00:00Z" }) },
  spec: { nodeName, containers: [] },
  status: { phase },
});
const aNode = (ready: string, taint?: string): Node => ({ apiVersion: "v1", kind: "Node", metadata: { name: "a" }, spec: { taints: taint ? [{ key: taint, effect: "NoExecute" }] : [] }, status: { conditions: [{ type: "Ready", status: ready }] } });
const outOfService = "node.kubernetes.io/out-of-service";

const rows: [name: string, pod: Pod, node: Node | undefined, expected: Verdict][] = [
  ["a pod on its node stays", aPod("a"), aNode("True"), { type: "Stays" }],
  ["a pod that waits for a node stays", aPod(undefined), undefined, { type: "Stays" }],
  ["a pod deleted before it had a node goes", aPod(undefined, true), undefined, { type: "Goes" }],
  ["a pod of a missing node goes when the quarantine is over", aPod("a"), undefined, { type: "GoesWithNode", inMs: 30_000 }],
  ["a pod being deleted on a node out of service goes", aPod("a", true), aNode("Unknown", outOfService), { type: "Goes" }],
  ["on a node that is ready it stays", aPod("a", true), aNode("True", outOfService), { type: "Stays" }],
  ["one not being deleted stays", aPod("a"), aNode("Unknown", outOfService), { type: "Stays" }],
];

describe("pod-garbage-collector: decision", () => {
  for (const [name, pod, node, expected] of rows) test(name, () => assert.deepEqual(decidePod(pod, node, { missingSince: 0, now: 10_000 }), expected));
});

test("pod-garbage-collector: of too many ended pods the evicted and then the oldest go", () => {
  const ended = (name: string, creationTimestamp: string, reason?: string): Pod => ({ ...aPod("a"), metadata: { name, creationTimestamp }, status: { phase: "Failed", reason } });
  const all = [ended("young", "2026-01-03T00:00:00Z"), ended("old", "2026-01-01T00:00:00Z"), ended("evicted", "2026-01-04T00:00:00Z", "Evicted"), aPod("a")];
  assert.deepEqual(surplusTerminated(all, 3), []);
  assert.deepEqual(surplusTerminated(all, 1).map(({ metadata }) => metadata.name), ["evicted", "old"]);
});

test("pod-garbage-collector: a pod whose node is gone fails and goes after 40 seconds", async () => {
  const { client, clock, cluster, metricRows, start } = createHarness();
  start(controller);
  await client.create(pods, { ...aPod("gone"), metadata: { name: "web", namespace: "default", finalizers: ["example.com/hold"] } });
  await clock.advance(39_000);
  assert.equal(cluster.get(pods, "default", "web")?.metadata?.deletionTimestamp, undefined);
  await clock.advance(2_000);
  const pod = cluster.get(pods, "default", "web") as Pod;
  assert.ok(pod.metadata.deletionTimestamp);
  assert.deepEqual([pod.status?.phase, pod.status?.conditions?.[0]?.reason], ["Failed", "DeletionByPodGC"]);
  // Its finalizer holds it, so its own change brings it back once.
  assert.deepEqual(metricRows("pod_gc_collector_"), ['pod_gc_collector_force_delete_pods_total{namespace="default",reason="orphaned"} 2']);
});

test("pod-garbage-collector: a pod deleted before it had a node fails, so that its Job may let it go", async () => {
  const { client, clock, cluster, start } = createHarness();
  start(controller);
  await client.create(pods, { ...aPod(undefined), metadata: { name: "web", namespace: "default", finalizers: ["batch.kubernetes.io/job-tracking"] } });
  await client.delete(pods, { namespace: "default", name: "web" });
  await clock.advance(1_000);
  assert.equal((cluster.get(pods, "default", "web") as Pod).status?.phase, "Failed");
});
