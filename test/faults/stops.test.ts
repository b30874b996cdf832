import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { createPod, getPod, podThat } from "../kubelet/support.ts";
import { type TestCluster, testCluster, untilEnded } from "../support/cluster.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";

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
    await sleep(1_000); // the container prints while nobody is there
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
  await sleep(1_500); // some pods run, some start, some are not there yet
  await cluster.dispose();
  await applying;
  assert.deepEqual(await leftoversOf(cluster), nothing);
});
