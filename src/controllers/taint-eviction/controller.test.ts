import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Node, Pod, Taint, Toleration } from "../../api/types/core/v1.gen.ts";
import { nodes, pods } from "../../client/resources.ts";
import { createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";
import { timeToEvictionMs } from "./decide.ts";

const now = Date.UTC(2026, 0, 1);
const lost: Taint = { key: "node.kubernetes.io/unreachable", effect: "NoExecute" };
const aNode = (...taints: Taint[]): Node => ({ apiVersion: "v1", kind: "Node", metadata: { name: "a" }, spec: { taints } });
const aPod = (...tolerations: Toleration[]): Pod => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "default" }, spec: { nodeName: "a", containers: [], tolerations } });
const forSeconds = (tolerationSeconds?: number): Toleration => ({ key: lost.key, operator: "Exists", effect: "NoExecute", tolerationSeconds });

const rows: [name: string, pod: Pod, node: Node, expected: number | undefined][] = [
  ["without taints a pod stays", aPod(), aNode(), undefined],
  ["a taint of another effect moves nobody", aPod(), aNode({ key: "gpu", effect: "NoSchedule" }), undefined],
  ["a taint that is not tolerated evicts now", aPod(), aNode(lost), 0],
  ["a toleration without time keeps the pod for ever", aPod(forSeconds()), aNode(lost), undefined],
  ["a toleration with a time keeps it so long", aPod(forSeconds(300)), aNode(lost), 300_000],
  ["a negative time evicts now", aPod(forSeconds(-1)), aNode(lost), 0],
  ["of several tolerations in use the shortest counts", aPod(forSeconds(300), { key: "gpu", operator: "Exists", tolerationSeconds: 10 }), aNode(lost, { key: "gpu", effect: "NoExecute" }), 10_000],
  ["one of two taints not tolerated is enough", aPod(forSeconds(300)), aNode(lost, { key: "gpu", effect: "NoExecute" }), 0],
  ["a taint counts from when it was added", aPod(forSeconds(300)), aNode({ ...lost, timeAdded: "2025-12-31T23:59:00Z" }), 240_000],
  ["Equal compares the value", aPod({ key: "gpu", value: "a" }), aNode({ key: "gpu", value: "b", effect: "NoExecute" }), 0],
];

describe("taint-eviction: when a pod must go", () => {
  for (const [name, pod, node, expected] of rows) test(name, () => assert.equal(timeToEvictionMs(pod, node, { firstSeen: now, now }), expected));
});

test("taint-eviction: a pod goes when its toleration is over, and stays when the taint goes first", async () => {
  const { client, clock, cluster, metricRows, start } = createHarness();
  start(controller);
  await client.create(nodes, aNode());
  await client.create(pods, aPod(forSeconds(300)));
  const setTaints = (...taints: Taint[]) => client.patch(nodes, { namespace: "", name: "a" }, { type: "application/merge-patch+json", body: { spec: { taints } } });
  const isGoing = () => cluster.get(pods, "default", "web")?.metadata?.deletionTimestamp !== undefined;
  await clock.advance(0);
  await setTaints(lost);
  await clock.advance(299_000);
  await setTaints();
  await clock.advance(10_000);
  assert.equal(isGoing(), false, "the taint went first");
  await setTaints(lost);
  await clock.advance(299_000);
  assert.equal(isGoing(), false);
  await clock.advance(2_000);
  assert.equal(isGoing(), true);
  assert.equal((cluster.get(pods, "default", "web") as Pod).status?.conditions?.[0]?.reason, "DeletionByTaintManager");
  assert.deepEqual(metricRows("taint_eviction_controller_"), [
    "taint_eviction_controller_pod_deletion_duration_seconds_sum 0",
    "taint_eviction_controller_pod_deletion_duration_seconds_count 1",
    "taint_eviction_controller_pod_deletions_total 1",
  ]);
});
