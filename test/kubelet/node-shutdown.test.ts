import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Node, Pod } from "../../src/api/types/core/v1.gen.ts";
import { type TestCluster, testCluster, untilEnded } from "../support/cluster.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";
import { createPod, described, eventually, getPod, podThat, type PodParts, waited } from "./support.ts";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "nodedown", images: ["busybox"], upWords: ["--shutdown-grace-period-by-pod-priority", "0=180s,1000=6s,2000000000=180s"] });
  mkdirSync(allowed(""));
});
after(async () => {
  await cluster.dispose();
  assert.deepEqual(await leftoversOf(cluster), nothing);
});

const ready = async (): Promise<[string?, string?, string?]> => {
  const { items } = JSON.parse(await cluster.kubectl("get", "nodes", "-o", "json")) as { items: Node[] };
  const condition = items[0]?.status?.conditions?.find(({ type }) => type === "Ready");
  return [condition?.status, condition?.reason, condition?.message];
};
/** A file by which the test lets a pod end, or a pod says that it heeds SIGTERM from now on. */
const allowed = (name: string): string => `${cluster.dataDir}/allowed/${name}`;
const terminated = ["Failed", "Terminated", "Pod was terminated in response to imminent node shutdown."];
const outcome = ({ status }: Pod): unknown[] => [status?.phase, status?.reason, status?.message];

const names = ["polite", "stubborn", "deaf", "vital"];

test("SIGTERM is the machine's shutdown: ordinary pods end first, then critical ones, and new ones are refused", async () => {
  /** Ends when it is told to and allowed to. */
  const ending = (name: string, more: PodParts["spec"] = {}): PodParts => ({
    command: ["sh", "-c", `trap 'until [ -e /allowed/${name} ]; do sleep 0.1; done; exit 0' TERM; touch /allowed/${name}-heeds; while true; do sleep 0.1; done`],
    volumeMounts: [{ name: "allowed", mountPath: "/allowed" }],
    spec: { terminationGracePeriodSeconds: 300, volumes: [{ name: "allowed", hostPath: { path: allowed("") } }], ...more },
  });
  await cluster.kubectl("create", "priorityclass", "middling", "--value=1000");
  writeFileSync(allowed("polite"), "");
  await createPod(cluster, "polite", ending("polite"));
  await createPod(cluster, "stubborn", ending("stubborn"));
  // A container's first process that has no handler for SIGTERM does not hear it.
  await createPod(cluster, "deaf", { command: ["sleep", "3600"], spec: { priorityClassName: "middling", terminationGracePeriodSeconds: 3_600 } });
  await createPod(cluster, "vital", ending("vital", { priorityClassName: "system-cluster-critical" }));
  for (const name of names) await podThat(cluster, name, (pod) => pod.status?.phase === "Running");
  for (const name of ["polite", "stubborn", "vital"]) await eventually(`${name} heeding SIGTERM`, () => existsSync(allowed(`${name}-heeds`)), (heeds) => heeds);
  const node = (await cluster.kubectl("get", "nodes", "-o", "name")).trim();
  const pid = cluster.pid();
  process.kill(pid, "SIGTERM");
  const exited = untilEnded(pid);

  const polited = await podThat(cluster, "polite", (pod) => pod.status?.phase === "Failed");
  assert.deepEqual(outcome(polited), terminated);
  const disruption = polited.status?.conditions?.find(({ type }) => type === "DisruptionTarget");
  assert.deepEqual([disruption?.status, disruption?.reason, disruption?.message], ["True", "TerminationByKubelet", terminated[2]]);
  assert.deepEqual(await eventually("a node that is not ready", ready, ([status]) => status === "False"), ["False", "KubeletNotReady", "node is shutting down"]);
  await createPod(cluster, "late", { command: ["true"], spec: { nodeName: node.replace("node/", ""), tolerations: [{ operator: "Exists" }] } });
  const late = await podThat(cluster, "late", (pod) => pod.status?.phase === "Failed");
  assert.deepEqual(outcome(late), ["Failed", "NodeShutdown", "Pod was rejected: Pod was rejected as the node is shutting down."]);
  await described(cluster, [node], [/Normal +NodeShutdown .*Shutdown manager detected shutdown event/]);
  for (const name of ["stubborn", "deaf", "vital"]) assert.equal((await getPod(cluster, name)).status?.phase, "Running", name);
  writeFileSync(allowed("stubborn"), "");
  // Of its hour the shutdown grants it 6 s.
  const deaf = await podThat(cluster, "deaf", (pod) => pod.status?.phase === "Failed");
  assert.deepEqual([...outcome(deaf), deaf.status?.containerStatuses?.[0]?.state?.terminated?.exitCode], [...terminated, 137]);
  assert.equal((await getPod(cluster, "vital")).status?.phase, "Running");
  writeFileSync(allowed("vital"), "");
  await exited;
});

test("the next start finds the pods as the shutdown left them, and a node that is ready", async () => {
  await cluster.up();
  for (const name of names) assert.deepEqual(outcome(await getPod(cluster, name)), terminated, name);
  assert.deepEqual(await ready(), ["True", "KubeletReady", "kubelet is posting ready status"]);
  await createPod(cluster, "new", { command: ["sleep", "3600"] });
  await podThat(cluster, "new", (pod) => pod.status?.phase === "Running");
});

test("the setting stays with the cluster until it is turned off: then SIGTERM leaves containers alone", async () => {
  const killed = cluster.pid();
  process.kill(killed, "SIGKILL");
  await untilEnded(killed);
  const { code } = await cluster.wherry(["up", "--name", cluster.name, "--shutdown-grace-period", "0s"]);
  assert.equal(code, 0);
  const before = await getPod(cluster, "new");
  const pid = cluster.pid();
  process.kill(pid, "SIGTERM");
  await untilEnded(pid);
  const { stderr } = await cluster.wherry(["up", "--name", cluster.name]);
  assert.match(stderr, /is ready/);
  const after = await podThat(cluster, "new", (pod) => pod.status?.phase === "Running");
  assert.equal(after.status?.containerStatuses?.[0]?.containerID, before.status?.containerStatuses?.[0]?.containerID);
});

test("down in the middle of a shutdown does not wait for pods, and leaves nothing", async () => {
  const other = await testCluster({ name: "nodedown2", images: ["busybox"], upWords: ["--shutdown-grace-period", "600s", "--shutdown-grace-period-critical-pods", "300s"] });
  try {
    await createPod(other, "stubborn", { command: ["sh", "-c", "trap '' TERM; while true; do sleep 1; done"], spec: { terminationGracePeriodSeconds: 300 } });
    await podThat(other, "stubborn", (pod) => pod.status?.phase === "Running");
    process.kill(other.pid(), "SIGTERM");
    await waited(other, "node", "--all", "--for=condition=Ready=false");
  } finally {
    await other.dispose();
  }
  assert.deepEqual(await leftoversOf(other), nothing);
});

test("a grace period for critical pods that is longer than the whole is refused with the values", async () => {
  const { code, stderr } = await cluster.wherry(["up", "--shutdown-grace-period", "5s", "--shutdown-grace-period-critical-pods", "6s"]);
  assert.equal(code, 2);
  assert.match(stderr, /--shutdown-grace-period-critical-pods 6s must be at most --shutdown-grace-period 5s/);
});
