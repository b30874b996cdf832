import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerStatus, PodSpec, PodStatus } from "../../types/core/v1.gen.ts";
import { bindPod } from "./binding.ts";
import { aPod } from "./builders.ts";
import { applyDefaults } from "./defaults.ts";
import { gracePeriodSeconds } from "./deletion.ts";
import { prepareForCreate } from "./prepare.ts";
import { printRow } from "./print-row.ts";
import { qosClass } from "./qos-class.ts";

const now = Date.parse("2026-01-01T01:00:00Z");

function containerStatus(state: ContainerStatus["state"], more: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name: "main", image: "i", imageID: "", ready: false, restartCount: 0, state, ...more };
}

const running = containerStatus({ running: {} }, { ready: true });
const rows: { name: string; spec?: Partial<PodSpec>; status: PodStatus; deleting?: boolean; ready?: string; shown: string; restarts?: string }[] = [
  { name: "pending", status: { phase: "Pending" }, shown: "Pending" },
  { name: "running", status: { phase: "Running", containerStatuses: [running] }, ready: "1/1", shown: "Running" },
  { name: "a reason of its own", status: { phase: "Failed", reason: "Evicted" }, shown: "Evicted" },
  { name: "gated", status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "SchedulingGated" }] }, shown: "SchedulingGated" },
  { name: "crash loop", status: { phase: "Running", containerStatuses: [containerStatus({ waiting: { reason: "CrashLoopBackOff" } }, { restartCount: 3, lastState: { terminated: { exitCode: 1, finishedAt: "2026-01-01T00:55:00Z" } } })] }, shown: "CrashLoopBackOff", restarts: "3 (5m ago)" },
  { name: "ended without a reason", status: { phase: "Failed", containerStatuses: [containerStatus({ terminated: { exitCode: 7 } })] }, shown: "ExitCode:7" },
  { name: "ended by a signal", status: { phase: "Failed", containerStatuses: [containerStatus({ terminated: { exitCode: 137, signal: 9 } })] }, shown: "Signal:9" },
  { name: "one of two completed, the other ready", spec: { containers: [{ name: "main", image: "i" }, { name: "b", image: "i" }] }, status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }], containerStatuses: [containerStatus({ terminated: { exitCode: 0, reason: "Completed" } }), running] }, ready: "1/2", shown: "Running" },
  { name: "one of two completed, the pod not ready", spec: { containers: [{ name: "main", image: "i" }, { name: "b", image: "i" }] }, status: { phase: "Running", containerStatuses: [containerStatus({ terminated: { exitCode: 0, reason: "Completed" } }), running] }, ready: "1/2", shown: "NotReady" },
  { name: "second of two init containers", spec: { initContainers: [{ name: "a", image: "i" }, { name: "b", image: "i" }] }, status: { phase: "Pending", initContainerStatuses: [containerStatus({ terminated: { exitCode: 0 } }, { name: "a" }), containerStatus({ running: {} }, { name: "b" })] }, shown: "Init:1/2" },
  { name: "an init container fails", spec: { initContainers: [{ name: "a", image: "i" }] }, status: { phase: "Pending", initContainerStatuses: [containerStatus({ terminated: { exitCode: 3 } }, { name: "a" })] }, shown: "Init:ExitCode:3" },
  { name: "an init container waits for its image", spec: { initContainers: [{ name: "a", image: "i" }] }, status: { phase: "Pending", initContainerStatuses: [containerStatus({ waiting: { reason: "ErrImagePull" } }, { name: "a" })] }, shown: "Init:ErrImagePull" },
  { name: "a started sidecar counts", spec: { initContainers: [{ name: "a", image: "i", restartPolicy: "Always" }] }, status: { phase: "Running", initContainerStatuses: [containerStatus({ running: {} }, { name: "a", started: true, ready: true })], containerStatuses: [running] }, ready: "2/2", shown: "Running" },
  { name: "being deleted", status: { phase: "Running", containerStatuses: [running] }, deleting: true, ready: "1/1", shown: "Terminating" },
  { name: "deleted when it was over", status: { phase: "Succeeded" }, deleting: true, shown: "Succeeded" },
  { name: "deleted from a lost node", status: { phase: "Running", reason: "NodeLost" }, deleting: true, shown: "Unknown" },
];

for (const { name, spec, status, deleting, ready = "0/1", shown, restarts = "0" } of rows) {
  test(`kubectl get pods: ${name}`, () => {
    const pod = aPod({ spec, status, phase: status.phase, metadata: deleting ? { deletionTimestamp: "2026-01-01T00:59:00Z" } : {} });
    assert.deepEqual(printRow(pod, now), ["web", spec?.initContainers && ready === "0/1" ? "0/1" : ready, shown, restarts, "60m", "<none>", "<none>", "<none>", "<none>"]);
  });
}

const deletions: { name: string; nodeName?: string; phase?: PodStatus["phase"]; spec?: number; requested?: number; grace: number }[] = [
  { name: "its own grace", nodeName: "n", grace: 30 },
  { name: "the client's grace", nodeName: "n", requested: 5, grace: 5 },
  { name: "at once when the client says so", nodeName: "n", requested: 0, grace: 0 },
  { name: "a negative grace means a second", nodeName: "n", spec: -5, grace: 1 },
  { name: "at once where no node has it", requested: 5, grace: 0 },
  { name: "at once when it is over", nodeName: "n", phase: "Succeeded", requested: 5, grace: 0 },
];

for (const { name, nodeName, phase, spec = 30, requested, grace } of deletions) {
  test(`deleting a pod: ${name}`, () => {
    const pod = aPod({ nodeName, phase, spec: { terminationGracePeriodSeconds: spec } });
    assert.equal(gracePeriodSeconds(pod, requested), grace);
  });
}

const both = (cpu: string, memory: string) => ({ cpu, memory });
const classes: { name: string; resources: object; expected: string }[] = [
  { name: "nothing is asked for", resources: {}, expected: "BestEffort" },
  { name: "only a request", resources: { requests: { cpu: "1" } }, expected: "Burstable" },
  { name: "limits alone are requests too", resources: { limits: both("1", "1Gi") }, expected: "Guaranteed" },
  { name: "requests below limits", resources: { requests: both("1", "1Gi"), limits: both("2", "1Gi") }, expected: "Burstable" },
  { name: "no memory limit", resources: { limits: { cpu: "1" } }, expected: "Burstable" },
  { name: "amounts of zero ask for nothing", resources: { requests: { cpu: "0" } }, expected: "BestEffort" },
];

for (const { name, resources, expected } of classes) {
  test(`QoS class: ${name}`, () => assert.equal(qosClass(aPod({ spec: { containers: [{ name: "main", image: "i", resources }] } }).spec), expected));
}

test("a new pod is Pending at generation 1, and says so when it waits at a gate", () => {
  const pod = aPod({ phase: "Running", spec: { schedulingGates: [{ name: "g" }] }, metadata: { generation: 9 } });
  prepareForCreate(pod, { now: 0 });
  assert.equal(pod.metadata.generation, 1);
  assert.deepEqual(pod.status, {
    phase: "Pending",
    qosClass: "BestEffort",
    conditions: [{ type: "PodScheduled", status: "False", reason: "SchedulingGated", message: "Scheduling is blocked due to non-empty scheduling gates", lastTransitionTime: "1970-01-01T00:00:00Z" }],
  });
});

test("defaults: images without a tag are always pulled, tagged and pinned ones when absent", () => {
  const policy = (image: string) => aPod({ spec: { containers: [{ name: "main", image }] } }).spec.containers[0]?.imagePullPolicy;
  assert.deepEqual(["a", "a:latest", "host:5000/a", "a:1", "a@sha256:0", "host:5000/a:1"].map(policy), ["Always", "Always", "Always", "IfNotPresent", "IfNotPresent", "IfNotPresent"]);
});

test("defaults: less grace than none is a second, and none stays none", () => {
  const stored = [-1, 0, 1, undefined].map((terminationGracePeriodSeconds) => {
    const pod = aPod({ spec: { terminationGracePeriodSeconds } });
    applyDefaults(pod);
    return pod.spec.terminationGracePeriodSeconds;
  });
  assert.deepEqual(stored, [1, 0, 1, 30]);
});

test("defaults: on the host's network a container's port is the host's", () => {
  const pod = aPod({ spec: { hostNetwork: true, containers: [{ name: "main", image: "i", ports: [{ containerPort: 80 }] }] } });
  assert.deepEqual(pod.spec.containers[0]?.ports, [{ containerPort: 80, hostPort: 80, protocol: "TCP" }]);
});

test("binding puts a pod on a node once", () => {
  const pod = aPod();
  bindPod(pod, { metadata: { annotations: { a: "b" } }, target: { name: "n" } }, 0);
  assert.deepEqual([pod.spec.nodeName, pod.metadata.annotations, pod.status?.conditions?.[0]?.status], ["n", { a: "b" }, "True"]);
  assert.throws(() => bindPod(pod, { metadata: {}, target: { name: "m" } }, 0), { reason: "Conflict", message: 'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "n"' });
});
