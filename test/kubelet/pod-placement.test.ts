import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { after, before, test } from "node:test";
import type { Pod } from "../../src/api/types/core/v1.gen.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { assertPrints, createPods, eventually, getPod, podManifest, podThat, type PodParts, waited } from "./support.ts";

/** Where and when a pod runs, under which name, and what its status tells. All pods are made at once; each test waits for its own. */

const shell = (script: string): string[] => ["sh", "-c", script];
const sleeps = ["sleep", "3600"];
const quick = { terminationGracePeriodSeconds: 1 } as const;
const main = (pod: Pod) => pod.status?.containerStatuses?.[0];
const isReady = (pod: Pod): boolean => main(pod)?.ready === true;
const scheduled = (pod: Pod) => pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
/** A port of the host that nobody listens on, below those that the kernel gives away. */
const hostPort = await freePort();

const here = "kubernetes.io/hostname";
const byLabel = (app: string, topologyKey: string) => [{ labelSelector: { matchLabels: { app } }, topologyKey }];
const nodeTerm = (operator: "In" | "NotIn") => ({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/os", operator, values: ["linux"] }] }] } } });
const spread = (topologyKey: string) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: "DoNotSchedule" as const, labelSelector: { matchLabels: { app: "spread" } } });

const placed: { name: string; pod: PodParts }[] = [
  { name: "node-affinity", pod: { command: sleeps, spec: { ...quick, affinity: nodeTerm("In") } } },
  { name: "pod-affinity", pod: { command: sleeps, spec: { ...quick, affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: byLabel("leader", here) } } } } },
  { name: "spread-here", pod: { command: sleeps, spec: { ...quick, topologySpreadConstraints: [spread(here)] } } },
  { name: "priority-class", pod: { command: sleeps, spec: { ...quick, priorityClassName: "important" } } },
  { name: "host-port", pod: { command: shell("while :; do echo hello | nc -l -p 8080; done"), ports: [{ containerPort: 8_080, hostPort, hostIP: "127.0.0.1" }], spec: quick } },
  { name: "hostname-override", pod: { command: shell("hostname; grep -c not-this /etc/hosts; exec sleep 3600"), spec: { ...quick, hostname: "not-this", hostnameOverride: "any.name.at.all" } } },
  { name: "whole-status", pod: { command: sleeps, lifecycle: { stopSignal: "SIGUSR1" }, resources: { requests: { cpu: "10m" }, limits: { cpu: "10m", memory: "16Mi" } }, volumeMounts: [{ name: "v", mountPath: "/v" }, { name: "i", mountPath: "/i" }], spec: { ...quick, os: { name: "linux" }, serviceAccountName: "default", volumes: [{ name: "v", emptyDir: {} }, { name: "i", image: { reference: "busybox", pullPolicy: "IfNotPresent" } }] } } },
];

/** Pods that wait, and why. */
const waiting: { name: string; pod: PodParts; says: RegExp }[] = [
  { name: "node-affinity-none", pod: { command: sleeps, spec: { affinity: nodeTerm("NotIn") } }, says: /^0\/1 nodes are available: 1 node\(s\) didn't match Pod's node affinity\/selector\./ },
  { name: "pod-anti-affinity", pod: { command: sleeps, spec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: byLabel("leader", here) } } } }, says: /^0\/1 nodes are available: 1 node\(s\) didn't match pod anti-affinity rules\./ },
  { name: "spread-nowhere", pod: { command: sleeps, spec: { topologySpreadConstraints: [spread("example.org/rack")] } }, says: /^0\/1 nodes are available: 1 node\(s\) didn't match pod topology spread constraints \(missing required label\)\./ },
  { name: "scheduling-gates", pod: { command: sleeps, spec: { ...quick, schedulingGates: [{ name: "example.org/wait" }] } }, says: /^Scheduling is blocked due to non-empty scheduling gates$/ },
];

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "placement", images: ["busybox"] });
  const priorityClass = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name: "important" }, value: 1_000, preemptionPolicy: "Never" };
  assert.equal((await cluster.tryKubectl(["create", "-f", "-"], { input: JSON.stringify(priorityClass) })).code, 0);
  const leader = podManifest("leader", { command: sleeps, spec: quick });
  // With its label from the start: whoever places it knows it by that.
  assert.equal((await cluster.tryKubectl(["create", "-f", "-"], { input: JSON.stringify({ ...leader, metadata: { ...leader.metadata, labels: { app: "leader" } } }) })).code, 0);
  await podThat(cluster, "leader", isReady);
  await createPods(cluster, [...placed, ...waiting, { name: "other-scheduler", pod: { command: sleeps, spec: { ...quick, schedulerName: "someone-else" } } }]);
});
after(() => cluster.dispose());

for (const { name } of placed) test(`a pod finds its place: ${name}`, async () => void (await podThat(cluster, name, isReady)));

for (const { name, says } of waiting) {
  test(`a pod waits and says why: ${name}`, async () => {
    const pod = await podThat(cluster, name, (each) => scheduled(each)?.status === "False");
    assert.match(scheduled(pod)?.message ?? "", says);
    assert.deepEqual([pod.status?.phase, scheduled(pod)?.reason], ["Pending", name === "scheduling-gates" ? "SchedulingGated" : "Unschedulable"]);
  });
}

test("scheduling-gates: when the gate is taken away the pod runs", async () => {
  await cluster.kubectl("patch", "pod", "scheduling-gates", "--type=json", "-p", '[{"op":"remove","path":"/spec/schedulingGates"}]');
  await podThat(cluster, "scheduling-gates", isReady);
});

test("other-scheduler: a pod of another scheduler is left to it, and runs where that binds it", async () => {
  const before = await getPod(cluster, "other-scheduler");
  assert.deepEqual([before.spec.nodeName, scheduled(before)], [undefined, undefined]);
  const node = await cluster.kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
  const binding = { apiVersion: "v1", kind: "Binding", metadata: { name: "other-scheduler" }, target: { apiVersion: "v1", kind: "Node", name: node } };
  const { code, stderr } = await cluster.tryKubectl(["create", "--raw", "/api/v1/namespaces/default/pods/other-scheduler/binding", "-f", "-"], { input: JSON.stringify(binding) });
  assert.equal(code, 0, stderr);
  await podThat(cluster, "other-scheduler", isReady);
});

test("priority-class: its number and its preemption policy are the pod's", async () => {
  const { spec } = await getPod(cluster, "priority-class");
  assert.deepEqual([spec.priority, spec.preemptionPolicy, spec.priorityClassName], [1_000, "Never", "important"]);
});

test("host-port: a port of the host leads to the pod", async () => {
  await podThat(cluster, "host-port", isReady);
  assert.equal(await eventually(`an answer on port ${hostPort}`, () => readPort(hostPort), (text) => text !== ""), "hello\n");
});

test("hostname-override: the host name is that and nothing else", async () => {
  await podThat(cluster, "hostname-override", isReady);
  await assertPrints(cluster, "hostname-override", "any.name.at.all\n0\n");
});

test("whole-status: addresses, class, images, mounts, the stop signal and resources stand in the status", async () => {
  const { spec, status } = await podThat(cluster, "whole-status", isReady);
  const container = status?.containerStatuses?.[0];
  assert.match(status?.podIP ?? "", /^10\./);
  assert.deepEqual([status?.podIPs, status?.hostIPs, status?.qosClass], [[{ ip: status?.podIP }], [{ ip: status?.hostIP }], "Guaranteed"]);
  assert.match(container?.imageID ?? "", /sha256:[0-9a-f]{64}$/);
  const imageOfVolume = { image: { imageRef: container?.volumeMounts?.find(({ name }) => name === "i")?.volumeStatus?.image?.imageRef } };
  assert.match(imageOfVolume.image.imageRef ?? "", /sha256:[0-9a-f]{64}$/);
  const token = container?.volumeMounts?.find(({ name }) => name.startsWith("kube-api-access-"));
  assert.deepEqual(container?.volumeMounts, [
    { name: "v", mountPath: "/v" },
    { name: "i", mountPath: "/i", volumeStatus: imageOfVolume },
    { name: token?.name, mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", readOnly: true, recursiveReadOnly: "Disabled" },
  ]);
  const resources = { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "10m", memory: "16Mi" } };
  assert.deepEqual([container?.stopSignal, container?.allocatedResources, container?.resources], ["SIGUSR1", resources.requests, resources]);
  assert.deepEqual([spec.serviceAccount, spec.serviceAccountName, status?.startTime !== undefined], ["default", "default", true]);
});

test("tolerations: a taint keeps pods away, and drives those away that do not tolerate it", async () => {
  const node = await cluster.kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
  await cluster.kubectl("taint", "node", node, "example.org/room=taken:NoExecute");
  // It is gone when the taint is known to all.
  await waited(cluster, "--for=delete", "pod/leader");
  await createPods(cluster, [
    { name: "tolerates", pod: { command: sleeps, spec: { ...quick, tolerations: [{ key: "example.org/room", operator: "Equal", value: "taken", effect: "NoExecute" }] } } },
    { name: "does-not", pod: { command: sleeps } },
  ]);
  await podThat(cluster, "tolerates", isReady);
  const away = await podThat(cluster, "does-not", (pod) => scheduled(pod)?.status === "False");
  assert.match(scheduled(away)?.message ?? "", /^0\/1 nodes are available: 1 node\(s\) had untolerated taint(\(s\)| \{example\.org\/room: taken\})/);
  await cluster.kubectl("taint", "node", node, "example.org/room-");
});

/** What comes over a connection to the port until its end; nothing where nobody answers. */
function readPort(port: number): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const socket = connect(port, "127.0.0.1").setEncoding("utf8");
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
  });
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const server = createServer().listen(port);
    const isFree = await once(server, "listening").then(() => true, () => false);
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
