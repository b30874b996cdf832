import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createPod, getPod, podThat } from "../kubelet/support.ts";
import { type TestCluster, testCluster, untilEnded } from "../support/cluster.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";
import { untilItHolds } from "../support/until.ts";

/** The number that the only container of the cluster has printed last, as its log on the host has it; 0 before the first. */
function lastPrinted({ dataDir }: TestCluster): number {
  const pods = join(dataDir, "log/pods");
  const [pod = ""] = readdirSync(pods);
  return readFileSync(join(pods, pod, "main/0.log"), "utf8").split("\n").length - 1;
}

/** Jobs of one pod each, as many as that, in one request. */
function burst(cluster: TestCluster, count: number): Promise<unknown> {
  const container = { name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["sleep", "30"] };
  const items = Array.from({ length: count }, (_, index) => ({ apiVersion: "batch/v1", kind: "Job", metadata: { name: `burst-${index}` }, spec: { parallelism: 3, completions: 3, template: { spec: { restartPolicy: "Never", containers: [container] } } } }));
  return cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }) });
}

test("SIGTERM ends Wherry and not its containers; the next up takes them up where they are", async () => {
  const cluster = await testCluster({ name: "sigterm", images: ["busybox"] });
  try {
    await createPod(cluster, "goes-on", { command: ["sh", "-c", "n=0; while :; do n=$((n+1)); echo $n; sleep 0.2; done"] });
    const before = await podThat(cluster, "goes-on", ({ status }) => status?.containerStatuses?.[0]?.ready === true);
    const pid = cluster.pid();
    process.kill(pid, "SIGTERM");
    await untilEnded(pid);
    const printed = lastPrinted(cluster);
    await untilItHolds(async () => assert.ok(lastPrinted(cluster) >= printed + 3, "the container prints while nobody is there"));
    await cluster.up();
    const after = await getPod(cluster, "goes-on");
    const tell = ({ metadata, status }: typeof after): unknown => ({ uid: metadata.uid, ip: status?.podIP, id: status?.containerStatuses?.[0]?.containerID, restarts: status?.containerStatuses?.[0]?.restartCount });
    assert.deepEqual(tell(after), tell(before));
    const numbers = (await cluster.kubectl("logs", "goes-on")).trim().split("\n").map(Number);
    assert.deepEqual(numbers, numbers.map((_, index) => index + 1), "no line is missing or printed twice");
  } finally {
    await cluster.dispose();
  }
  assert.deepEqual(await leftoversOf(cluster), nothing);
});

test("down in the middle of a burst of Jobs leaves nothing", async () => {
  const cluster = await testCluster({ name: "burst", images: ["busybox"] });
  const applying = burst(cluster, 30);
  // From here on some pods run, some start, some are not there yet.
  await untilItHolds(async () => assert.match(await cluster.kubectl("get", "pods", "-o", "name", "--field-selector=status.phase=Running"), /^pod\//));
  await cluster.dispose();
  await applying;
  assert.deepEqual(await leftoversOf(cluster), nothing);
});
