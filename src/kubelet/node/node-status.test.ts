import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeCondition, NodeStatus } from "../../api/types/core/v1.gen.ts";
import { conditionEvents } from "./condition-events.ts";
import { type NodeFacts, nodeStatus } from "./node-status.ts";

const mebi = 1_024 * 1_024;
const facts = (more: Partial<NodeFacts> = {}): NodeFacts => ({
  nodeName: "n1",
  hostname: "host-1",
  addresses: ["192.0.2.1"],
  maximumPods: 110,
  kubeletPort: 10_250,
  machine: { cpus: 4, memoryBytes: 8_192 * mebi, machineId: "m", systemUuid: "s", bootId: "b", bootedAt: 0, hugePages: { "1Gi": 0, "2Mi": 64 * mebi }, swapBytes: 0, kernelVersion: "6.0", osImage: "OS", architecture: "amd64" },
  usage: { memoryAvailableBytes: 4_096 * mebi, rootFreeBytes: 500 * 1_024, rootTotalBytes: 1_000 * 1_024, rootFreeInodes: 500, rootTotalInodes: 1_000, maximumPids: 1_000, runningPids: 10, cpuUsageNanoseconds: 0 },
  runtime: { runtimeName: "embedded", runtimeVersion: "1.0.0" },
  runtimeStatus: { conditions: [{ type: "RuntimeReady", status: true, reason: "", message: "" }, { type: "NetworkReady", status: true, reason: "", message: "" }] },
  images: [],
  pressures: new Set(),
  troubles: [],
  now: Date.parse("2026-01-01T00:00:00Z"),
  ...more,
});
const said = ({ conditions = [] }: NodeStatus): string[] => conditions.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`);
const well = [
  "MemoryPressure=False KubeletHasSufficientMemory: kubelet has sufficient memory available",
  "DiskPressure=False KubeletHasNoDiskPressure: kubelet has no disk pressure",
  "PIDPressure=False KubeletHasSufficientPID: kubelet has sufficient PID available",
  "Ready=True KubeletReady: kubelet is posting ready status",
];
const networkDown = { conditions: [{ type: "RuntimeReady" as const, status: true, reason: "", message: "" }, { type: "NetworkReady" as const, status: false, reason: "NoBridge", message: "there is none" }] };
const networkWords = "container runtime network not ready: NetworkReady=false reason:NoBridge message:there is none";

const conditionRows: { name: string; facts: Partial<NodeFacts>; says: Record<number, string> }[] = [
  { name: "a node at ease is ready", facts: {}, says: {} },
  { name: "short of memory", facts: { pressures: new Set(["MemoryPressure"]) }, says: { 0: "MemoryPressure=True KubeletHasInsufficientMemory: kubelet has insufficient memory available" } },
  { name: "short of disk", facts: { pressures: new Set(["DiskPressure"]) }, says: { 1: "DiskPressure=True KubeletHasDiskPressure: kubelet has disk pressure" } },
  { name: "short of process ids", facts: { pressures: new Set(["PIDPressure"]) }, says: { 2: "PIDPressure=True KubeletHasInsufficientPID: kubelet has insufficient PID available" } },
  { name: "without a network", facts: { runtimeStatus: networkDown }, says: { 3: `Ready=False KubeletNotReady: ${networkWords}` } },
  { name: "shutting down", facts: { troubles: ["node is shutting down"] }, says: { 3: "Ready=False KubeletNotReady: node is shutting down" } },
  { name: "both", facts: { runtimeStatus: networkDown, troubles: ["node is shutting down"] }, says: { 3: `Ready=False KubeletNotReady: [${networkWords}, node is shutting down]` } },
];
for (const row of conditionRows) {
  test(`node conditions: ${row.name}`, () => assert.deepEqual(said(nodeStatus(facts(row.facts), undefined)), well.map((usual, index) => row.says[index] ?? usual)));
}

test("a transition has its time, a heartbeat moves only its own, and others' conditions stay", () => {
  const first = nodeStatus(facts(), undefined);
  const foreign: NodeCondition = { type: "NetworkUnavailable", status: "False", reason: "Ok", message: "" };
  const later = nodeStatus(facts({ now: Date.parse("2026-01-01T00:05:00Z"), troubles: ["node is shutting down"] }), { ...first, conditions: [foreign, ...(first.conditions ?? [])] });
  const times = Object.fromEntries((later.conditions ?? []).map(({ type, lastHeartbeatTime, lastTransitionTime }) => [type, [lastHeartbeatTime, lastTransitionTime]]));
  assert.deepEqual(times, {
    NetworkUnavailable: [undefined, undefined],
    MemoryPressure: ["2026-01-01T00:05:00Z", "2026-01-01T00:00:00Z"],
    DiskPressure: ["2026-01-01T00:05:00Z", "2026-01-01T00:00:00Z"],
    PIDPressure: ["2026-01-01T00:05:00Z", "2026-01-01T00:00:00Z"],
    Ready: ["2026-01-01T00:05:00Z", "2026-01-01T00:05:00Z"],
  });
});

test("capacity is what the machine has, allocatable what is left for pods, and what others added stays", () => {
  const { capacity, allocatable } = nodeStatus(facts(), { capacity: { "example.com/gpu": "2", "hugepages-16Gi": "0" } });
  assert.deepEqual(capacity, { "example.com/gpu": "2", cpu: "4", "ephemeral-storage": "1000Ki", "hugepages-1Gi": "0", "hugepages-2Mi": "64Mi", memory: "8388608Ki", pods: "110" });
  assert.deepEqual(allocatable, { ...capacity, "ephemeral-storage": "921600", memory: `${(8_192 - 100 - 64) * 1_024}Ki` });
});

test("what the runtime can do is told, and what it does not say is not", () => {
  const { conditions } = facts().runtimeStatus;
  const told = nodeStatus(facts({ runtimeStatus: { conditions, features: { supplementalGroupsPolicy: true }, handlers: [{ name: "", recursiveReadOnlyMounts: true, userNamespaces: false }] } }), undefined);
  assert.deepEqual([told.features, told.runtimeHandlers], [{ supplementalGroupsPolicy: true }, [{ name: "", features: { recursiveReadOnlyMounts: true, userNamespaces: false } }]]);
  const silent = nodeStatus(facts(), undefined);
  assert.deepEqual([silent.features, silent.runtimeHandlers], [undefined, undefined]);
});

test("swap is told where there is some", () => {
  assert.equal(nodeStatus(facts(), undefined).nodeInfo?.swap, undefined);
  assert.deepEqual(nodeStatus(facts({ machine: { ...facts().machine, swapBytes: 1_024 } }), undefined).nodeInfo?.swap, { capacity: 1_024 });
});

test("of many images the fifty largest are named, each with five names at most", () => {
  const images = Array.from({ length: 60 }, (_, index) => ({ id: `i${index}`, repoTags: ["a", "b", "c", "d"].map((tag) => `image-${index}:${tag}`), repoDigests: [`image-${index}@sha256:0`, `image-${index}@sha256:1`], sizeBytes: index }));
  const named = nodeStatus(facts({ images }), undefined).images ?? [];
  assert.equal(named.length, 50);
  assert.deepEqual(named[0], { names: ["image-59@sha256:0", "image-59@sha256:1", "image-59:a", "image-59:b", "image-59:c"], sizeBytes: 59 });
});

const status = (conditions: Record<string, string>): NodeStatus => ({ conditions: Object.entries(conditions).map(([type, value]) => ({ type, status: value as NodeCondition["status"] })) });
const eventRows: { name: string; old: NodeStatus | undefined; now: NodeStatus; reasons: string[] }[] = [
  { name: "everything is new at the start", old: undefined, now: status({ MemoryPressure: "False", DiskPressure: "False", PIDPressure: "False", Ready: "True" }), reasons: ["NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID", "NodeReady"] },
  { name: "what stays is not told", old: status({ Ready: "True" }), now: status({ Ready: "True" }), reasons: [] },
  { name: "all that turns is told", old: status({ MemoryPressure: "False", DiskPressure: "False", PIDPressure: "False", Ready: "True" }), now: status({ MemoryPressure: "True", DiskPressure: "True", PIDPressure: "True", Ready: "False" }), reasons: ["NodeHasInsufficientMemory", "NodeHasDiskPressure", "NodeHasInsufficientPID", "NodeNotReady"] },
  { name: "what others found unknown and is well again is told", old: status({ Ready: "Unknown" }), now: status({ Ready: "True" }), reasons: ["NodeReady"] },
  { name: "others' conditions are theirs to tell", old: undefined, now: status({ NetworkUnavailable: "False" }), reasons: [] },
];
for (const { name, old, now, reasons } of eventRows) test(`node events: ${name}`, () => assert.deepEqual(conditionEvents(old, now), reasons));
