import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Node, NodeCondition, Taint } from "../../api/types/core/v1.gen.ts";
import { leases, nodes, pods } from "../../client/resources.ts";
import { formatMicroTime } from "../../machinery/time/time.ts";
import { createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";
import { evictionMode, wantedTaints } from "./taints.ts";

const now = Date.UTC(2026, 0, 1);
const condition = (type: string, status: string): NodeCondition => ({ type, status });
const aNode = (name: string, conditions: NodeCondition[], taints?: Taint[], unschedulable?: boolean): Node => ({ apiVersion: "v1", kind: "Node", metadata: { name }, spec: { taints, unschedulable }, status: { conditions } });
const texts = (taints: readonly Taint[]) => taints.map(({ key, effect }) => `${key.replace("node.kubernetes.io/", "")}:${effect}`);

const taintRows: [name: string, node: Node, expected: string[]][] = [
  ["a ready node has none", aNode("a", [condition("Ready", "True")]), []],
  ["a node not ready repels and evicts", aNode("a", [condition("Ready", "False")]), ["not-ready:NoSchedule", "not-ready:NoExecute"]],
  ["a lost node is unreachable", aNode("a", [condition("Ready", "Unknown")]), ["unreachable:NoSchedule", "unreachable:NoExecute"]],
  ["a node under pressure repels", aNode("a", [condition("Ready", "True"), condition("DiskPressure", "True")]), ["disk-pressure:NoSchedule"]],
  ["a cordoned node repels", aNode("a", [condition("Ready", "True")], [], true), ["unschedulable:NoSchedule"]],
  ["a recovered node loses ours and keeps others", aNode("a", [condition("Ready", "True")], [{ key: "node.kubernetes.io/not-ready", effect: "NoExecute" }, { key: "gpu", effect: "NoSchedule" }]), ["gpu:NoSchedule"]],
  ["a new node keeps the taint of its creation", aNode("a", [], [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }]), ["not-ready:NoSchedule"]],
];

describe("node: taints", () => {
  for (const [name, node, expected] of taintRows) test(name, () => assert.deepEqual(texts(wantedTaints(node, "allowed", now)), expected));
  test("while eviction is stopped a lost node only repels", () => assert.deepEqual(texts(wantedTaints(aNode("a", [condition("Ready", "Unknown")]), "stopped", now)), ["unreachable:NoSchedule"]));
});

for (const [ready, lost, expected] of [[1, 0, "allowed"], [0, 1, "stopped"], [1, 2, "allowed"], [2, 3, "stopped"], [3, 3, "allowed"], [20, 40, "allowed"], [20, 30, "stopped"]] as const) {
  test(`node: with ${ready} ready and ${lost} lost nodes eviction is ${expected}`, () => assert.equal(evictionMode(ready, lost), expected));
}

test("node: a node whose lease is not renewed is lost after 50 seconds and not before, and its pods are not ready", async () => {
  const { client, clock, cluster, metricRows, start } = createHarness();
  start(controller);
  const ready: NodeCondition[] = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"].map((type) => condition(type, type === "Ready" ? "True" : "False"));
  for (const name of ["a", "b"]) {
    await client.create(nodes, aNode(name, []));
    await client.updateStatus(nodes, aNode(name, ready));
  }
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "default" }, spec: { nodeName: "a", containers: [] } };
  await client.create(pods, pod);
  await client.updateStatus(pods, { ...pod, status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } });
  const lease = (name: string) => ({ apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name, namespace: "kube-node-lease" }, spec: { holderIdentity: name, renewTime: formatMicroTime(clock.now()) } });
  await client.create(leases, lease("a"));
  await client.create(leases, lease("b"));
  await clock.advance(0);
  const statusOf = (name: string): string[] => (cluster.get(nodes, "", name) as Node).status?.conditions?.map(({ type, status }) => `${type}=${status}`) ?? [];
  for (let second = 10; second < 50; second += 10) {
    await clock.advance(10_000);
    await client.update(leases, lease("b"));
  }
  await clock.advance(9_000);
  assert.equal(statusOf("a")[0], "Ready=True", "49 seconds");
  await clock.advance(2_000);
  assert.deepEqual(statusOf("a"), ["Ready=Unknown", "MemoryPressure=Unknown", "DiskPressure=Unknown", "PIDPressure=Unknown"]);
  assert.equal(statusOf("b")[0], "Ready=True", "its lease was renewed");
  assert.deepEqual(texts((cluster.get(nodes, "", "a") as Node).spec?.taints ?? []), ["unreachable:NoSchedule", "unreachable:NoExecute"]);
  assert.deepEqual(metricRows("node_collector_").filter((row) => !row.includes("duration")), [
    'node_collector_evictions_total{zone=""} 1',
    'node_collector_unhealthy_nodes_in_zone{zone=""} 1',
    'node_collector_zone_health{zone=""} 50',
    'node_collector_zone_size{zone=""} 2',
  ]);
  await client.patch(nodes, { namespace: "", name: "a" }, { type: "application/merge-patch+json", body: { spec: { unschedulable: true } } });
  await clock.advance(1_000);
  assert.deepEqual(texts((cluster.get(nodes, "", "a") as Node).spec?.taints ?? []).length, 3);
  assert.deepEqual(metricRows("node_collector_evictions_total"), ['node_collector_evictions_total{zone=""} 1'], "it was driven from already");
  assert.equal((cluster.get(pods, "default", "web") as typeof pod & { status: { conditions: { status: string }[] } }).status.conditions[0]?.status, "False");
});
