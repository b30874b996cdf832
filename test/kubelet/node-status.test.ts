import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Event, Node } from "../../src/api/types/core/v1.gen.ts";
import type { Lease } from "../../src/api/types/coordination/v1.gen.ts";
import { type TestCluster, testCluster, untilEnded } from "../support/cluster.ts";
import { described, eventually, waited } from "./support.ts";

let cluster: TestCluster;
let node: Node;
before(async () => {
  cluster = await testCluster({ name: "nodestatus", images: ["busybox"] });
  node = (JSON.parse(await cluster.kubectl("get", "nodes", "-o", "json")) as { items: Node[] }).items[0] as Node;
});
after(() => cluster.dispose());

/** Reasons of the node's events that the component told so far. */
async function toldBy(component: string): Promise<string[]> {
  const { items } = JSON.parse(await cluster.kubectl("get", "events", "--field-selector", "involvedObject.kind=Node", "-o", "json")) as { items: Event[] };
  return items.filter(({ source }) => source?.component === component).map(({ reason }) => reason ?? "");
}

test("kubectl describe node tells how the node came up, as upstream's does", async () => {
  const name = node.metadata.name ?? "";
  const status = (reason: string): RegExp => new RegExp(`Normal +${reason} .*kubelet +Node ${name} status is now: ${reason}`);
  await described(cluster, ["node", name], [
    /Normal +Starting .*kubelet +Starting kubelet\./,
    ...["NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID", "NodeReady"].map(status),
    /Normal +NodeAllocatableEnforced .*kubelet +Updated Node Allocatable limit across pods/,
    new RegExp(`Normal +RegisteredNode .*node-controller +Node ${name} event: Registered Node ${name} in Controller`),
  ]);
  assert.deepEqual((await toldBy("kubelet")).sort(), ["NodeAllocatableEnforced", "NodeHasNoDiskPressure", "NodeHasSufficientMemory", "NodeHasSufficientPID", "NodeReady", "Starting"]);
});

test("the status says what the node is and can do", () => {
  const { status, metadata } = node;
  assert.deepEqual(status?.conditions?.map(({ type, status: value, reason }) => [type, value, reason]), [
    ["MemoryPressure", "False", "KubeletHasSufficientMemory"],
    ["DiskPressure", "False", "KubeletHasNoDiskPressure"],
    ["PIDPressure", "False", "KubeletHasSufficientPID"],
    ["Ready", "True", "KubeletReady"],
  ]);
  assert.deepEqual(status?.addresses?.map(({ type }) => type), ["InternalIP", "Hostname"]);
  assert.deepEqual(Object.keys(status?.capacity ?? {}).filter((name) => !name.startsWith("hugepages-")).sort(), ["cpu", "ephemeral-storage", "memory", "pods"]);
  assert.deepEqual(status?.features, { supplementalGroupsPolicy: true });
  assert.deepEqual(status?.runtimeHandlers?.map(({ name }) => name ?? ""), ["", "crun"]);
  assert.equal(status?.nodeInfo?.bootID, readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  assert.equal(metadata.labels?.["kubernetes.io/os"], "linux");
  assert.ok((status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 0) > 0);
});

test("images are named once they are there", async () => {
  await described(cluster, ["node", node.metadata.name ?? ""], [/Ready/]);
  await waited(cluster, "node", node.metadata.name ?? "", "--for=jsonpath={.status.images[0].names[0]}");
});

test("the lease is the node's and is renewed", async () => {
  const read = async (): Promise<Lease> => JSON.parse(await cluster.kubectl("get", "lease", node.metadata.name ?? "", "-n", "kube-node-lease", "-o", "json")) as Lease;
  const lease = await read();
  assert.deepEqual(lease.metadata.ownerReferences?.map(({ kind, uid }) => [kind, uid]), [["Node", node.metadata.uid]]);
  assert.deepEqual([lease.spec?.holderIdentity, lease.spec?.leaseDurationSeconds], [node.metadata.name, 40]);
  await eventually("a lease that is renewed", read, ({ spec }) => spec?.renewTime !== lease.spec?.renewTime);
});

test("all pods together get no more memory than the node has for them", () => {
  const files = [`/sys/fs/cgroup/memory/wherry-${cluster.name}/kubepods/memory.limit_in_bytes`, `/sys/fs/cgroup/wherry-${cluster.name}/kubepods/memory.max`];
  const limit = Number(readFileSync(files.find((file) => existsSync(file)) ?? "", "utf8"));
  const allocatable = Number(/^(\d+)Ki$/.exec(node.status?.allocatable?.["memory"] ?? "")?.[1]) * 1_024;
  assert.ok(limit > allocatable - 1_048_576 && limit <= allocatable, `${limit} and ${allocatable}`);
});

test("a restart tells how the node does again, and not that it became ready: it was", async () => {
  const before = await toldBy("kubelet");
  const pid = cluster.pid();
  process.kill(pid, "SIGKILL");
  await untilEnded(pid);
  await cluster.up();
  const again = ["Starting", "NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID", "NodeAllocatableEnforced"];
  const told = await eventually("the events of a start", () => toldBy("kubelet"), (reasons) => reasons.length >= before.length + again.length);
  assert.deepEqual(told.toSorted(), [...before, ...again].toSorted());
});
