import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Pod } from "../../src/api/types/core/v1.gen.ts";
import { type TestCluster, testCluster, untilEnded } from "../support/cluster.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";
import { assertPrints, createPod, described, eventually, getPod, podThat, waited } from "./support.ts";

let cluster: TestCluster;
let node: string;
const manifests = (): string => join(cluster.dataDir, "manifests");
/** In one step, so that nobody reads half of it. */
function write(file: string, content: string): void {
  const aside = join(cluster.dataDir, file);
  writeFileSync(aside, content);
  renameSync(aside, join(manifests(), file));
}
const web = (words: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  terminationGracePeriodSeconds: 2
  priorityClassName: system-node-critical
  containers:
  - {name: main, image: busybox, imagePullPolicy: IfNotPresent, command: [sh, -c, "echo ${words}; exec sleep 3600"]}
`;
const idOf = (pod: Pod): string | undefined => pod.status?.containerStatuses?.[0]?.containerID;
const isRunning = (pod: Pod): boolean => pod.status?.phase === "Running" && pod.status.containerStatuses?.[0]?.ready === true;

/** Waits until a pod of this name is there and `holds`; a mirror pod comes and goes. */
async function mirrorThat(name: string, holds: (pod: Pod) => boolean): Promise<Pod> {
  const look = async (): Promise<Pod | undefined> => {
    const found = await cluster.kubectl("get", "pod", name, "--ignore-not-found", "-o", "json");
    return found === "" ? undefined : (JSON.parse(found) as Pod);
  };
  return (await eventually(`what mirror pod ${name} was waited for with`, look, (pod) => pod !== undefined && holds(pod))) as Pod;
}
/** What the kubelet itself says at one of its pages. */
const kubeletSays = (page: string): Promise<string> => cluster.kubectl("get", "--raw", `/api/v1/nodes/${node}/proxy${page}`);

before(async () => {
  cluster = await testCluster({ name: "static", images: ["busybox"] });
  node = await cluster.kubectl("get", "node", "-o", "jsonpath={.items[0].metadata.name}");
});
after(async () => {
  await cluster.dispose();
  assert.deepEqual(await leftoversOf(cluster), nothing);
});

test("a manifest in the folder runs, and the API shows it as a mirror pod of the node", async () => {
  write("web.yaml", web("hello"));
  const pod = await mirrorThat(`web-${node}`, isRunning);
  const uid = await cluster.kubectl("get", "node", node, "-o", "jsonpath={.metadata.uid}");
  const { annotations = {}, ownerReferences, labels } = pod.metadata;
  assert.deepEqual(ownerReferences, [{ apiVersion: "v1", kind: "Node", name: node, uid, controller: true }]);
  assert.deepEqual(labels, { app: "web" });
  assert.equal(annotations["kubernetes.io/config.source"], "file");
  assert.match(annotations["kubernetes.io/config.seen"] ?? "", /^\d{4}-/);
  assert.match(annotations["kubernetes.io/config.hash"] ?? "", /^[0-9a-f]{32}$/);
  assert.equal(annotations["kubernetes.io/config.mirror"], annotations["kubernetes.io/config.hash"]);
  assert.equal(pod.spec.serviceAccountName, undefined);
  assert.equal(pod.spec.priority, 2_000_001_000);
  assert.deepEqual(pod.spec.tolerations, [{ operator: "Exists", effect: "NoExecute" }]);
});

test("logs, exec and describe of the mirror pod are those of the static one", async () => {
  const name = `web-${node}`;
  await assertPrints(cluster, name, "hello\n");
  assert.equal(await cluster.kubectl("exec", name, "--", "echo", "in"), "in\n");
  await described(cluster, ["pod", name], [/Controlled By: +Node\//, /Normal +Started/, /Priority Class Name: +system-node-critical/]);
});

test("whoever deletes the mirror pod sees another one, and the container does not stop", async () => {
  const name = `web-${node}`;
  const before = await getPod(cluster, name);
  await cluster.kubectl("delete", "pod", name);
  const after = await mirrorThat(name, isRunning);
  assert.notEqual(after.metadata.uid, before.metadata.uid);
  assert.equal(idOf(after), idOf(before));
  assert.equal(after.status?.containerStatuses?.[0]?.restartCount, 0);
});

test("static pods outlive the cluster's process and are taken up by the next one", async () => {
  const name = `web-${node}`;
  const before = await getPod(cluster, name);
  const pid = cluster.pid();
  process.kill(pid, "SIGKILL");
  await untilEnded(pid);
  await cluster.up();
  const after = await mirrorThat(name, isRunning);
  assert.equal(idOf(after), idOf(before));
  assert.equal(after.metadata.uid, before.metadata.uid);
  assert.equal(after.status?.startTime, before.status?.startTime);
});

test("another manifest is another pod", async () => {
  const name = `web-${node}`;
  const before = await getPod(cluster, name);
  write("web.yaml", web("changed"));
  const after = await mirrorThat(name, (pod) => isRunning(pod) && pod.metadata.annotations?.["kubernetes.io/config.hash"] !== before.metadata.annotations?.["kubernetes.io/config.hash"]);
  assert.notEqual(idOf(after), idOf(before));
  await assertPrints(cluster, name, "changed\n");
});

test("a file that is no good is told of in an event of the node and keeps no other back", async () => {
  write("bad.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: bad}\nspec: {serviceAccountName: x, containers: [{name: c, image: busybox}]}\n");
  write("fine.json", JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "fine" }, spec: { containers: [{ name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["sleep", "3600"] }], terminationGracePeriodSeconds: 1 } }));
  await mirrorThat(`fine-${node}`, isRunning);
  await described(cluster, ["node", node], [/Warning +FailedValidation .*Could not process manifest file .*bad\.yaml: static pods may not reference serviceaccounts/]);
});

test("the file's going ends the pod and takes its mirror away", async () => {
  rmSync(join(manifests(), "fine.json"));
  await waited(cluster, "--for=delete", `pod/fine-${node}`);
  await eventually("the end of the pod", () => kubeletSays("/pods"), (pods) => !pods.includes('"fine-'));
});

test("a namespace that is not there yet keeps only the mirror waiting", async () => {
  write("far.yaml", web("far").replace("{name: web,", "{name: far, namespace: far,"));
  const running = async (): Promise<Pod[]> => (JSON.parse(await kubeletSays("/runningpods/")) as { items: Pod[] }).items;
  await eventually("a pod that runs", running, (pods) => pods.some(({ metadata, spec }) => metadata.name === `far-${node}` && spec.containers.length > 0));
  await cluster.kubectl("create", "namespace", "far");
  await waited(cluster, "--for=create", `pod/far-${node}`, "-n", "far");
  await assertPrints(cluster, `far-${node}`, "far\n", "-n", "far");
});

const mirror = (spec: object): string =>
  JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "made-up", annotations: { "kubernetes.io/config.mirror": "x" } }, spec: { nodeName: node, containers: [{ name: "c", image: "busybox" }], ...spec } });
const refusals: { name: string; spec: object; says: RegExp }[] = [
  { name: "a service account", spec: { serviceAccountName: "default" }, says: /a mirror pod may not reference service accounts/ },
  { name: "a secret", spec: { imagePullSecrets: [{ name: "s" }] }, says: /a mirror pod may not reference secrets/ },
  { name: "a token", spec: { volumes: [{ name: "t", projected: { sources: [{ serviceAccountToken: { path: "t" } }] } }] }, says: /a mirror pod may not use ServiceAccountToken volume projections/ },
];
for (const { name, spec, says } of refusals) {
  test(`a mirror pod with ${name} is refused to everyone`, async () => {
    const { code, stderr } = await cluster.tryKubectl(["create", "-f", "-"], { input: mirror(spec) });
    assert.equal(code, 1);
    assert.match(stderr, says);
  });
}

test("a node makes mirror pods of its own only, and owns them", async () => {
  const asNode = ["create", "-f", "-", "--as", `system:node:${node}`, "--as-group", "system:nodes"];
  const { stderr } = await cluster.tryKubectl(asNode, { input: mirror({}) });
  assert.match(stderr, new RegExp(`node "${node}" can only create pods with an owner reference set to itself`));
  const plain = await cluster.tryKubectl(asNode, { input: JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "plain" }, spec: { nodeName: node, containers: [{ name: "c", image: "busybox" }] } }) });
  assert.match(plain.stderr, /pod does not have "kubernetes.io\/config.mirror" annotation/);
});

test("a drain passes static pods over", async () => {
  const before = await getPod(cluster, `web-${node}`);
  await createPod(cluster, "drained", { command: ["sleep", "3600"] });
  await podThat(cluster, "drained", isRunning);
  await cluster.kubectl("drain", node, "--force", "--timeout=60s");
  assert.equal((await cluster.tryKubectl(["get", "pod", "drained"])).code, 1);
  const after = await getPod(cluster, `web-${node}`);
  assert.deepEqual([after.metadata.uid, idOf(after), after.status?.phase], [before.metadata.uid, idOf(before), "Running"]);
  await cluster.kubectl("uncordon", node);
});

test("a static pod that finds no room makes some", async () => {
  const cpus = Number(await cluster.kubectl("get", "node", node, "-o", "jsonpath={.status.allocatable.cpu}"));
  const most = { requests: { cpu: `${cpus * 1_000 - 200}m` } };
  await createPod(cluster, "big", { command: ["sleep", "3600"], resources: most });
  await podThat(cluster, "big", isRunning);
  write("greedy.yaml", web("greedy").replace("{name: web,", "{name: greedy,").replace("{name: main,", `{name: main, resources: ${JSON.stringify(most)},`));
  await mirrorThat(`greedy-${node}`, isRunning);
  const { status } = await podThat(cluster, "big", (pod) => pod.status?.phase === "Failed");
  assert.equal(status?.reason, "Preempting");
  assert.equal(status?.message, "Preempted in order to admit critical pod");
  const disruption = status?.conditions?.find((condition) => condition.type === "DisruptionTarget");
  assert.deepEqual([disruption?.status, disruption?.reason, disruption?.message], ["True", "TerminationByKubelet", "Pod was preempted by Kubelet to accommodate a critical pod."]);
});

test("a folder that is removed and made anew ends its pods and is followed again", async () => {
  rmSync(manifests(), { recursive: true });
  mkdirSync(manifests());
  await waited(cluster, "--for=delete", `pod/web-${node}`);
  await waited(cluster, "--for=delete", `pod/far-${node}`, "-n", "far");
  write("web.yaml", web("again"));
  await mirrorThat(`web-${node}`, isRunning);
});
