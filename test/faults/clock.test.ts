import assert from "node:assert/strict";
import { globSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import type { ConfigMap, Node } from "../../src/api/types/core/v1.gen.ts";
import { ensureDebianPackages } from "../../tools/setup/debian.ts";
import { ensureImages } from "../../tools/images/ensure.ts";
import { createPod, getPod, podThat } from "../kubelet/support.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";

const hourMs = 3_600_000;

/** The cluster's clock is ahead of ours by that, as an object shows that it makes now; timestamps are whole seconds. */
async function assertAhead(cluster: TestCluster, name: string, aheadMs: number): Promise<void> {
  const earliest = Date.now() - 1_000;
  await cluster.kubectl("create", "configmap", name);
  const latest = Date.now();
  const { metadata } = JSON.parse(await cluster.kubectl("get", "configmap", name, "-o", "json")) as ConfigMap;
  const createdAt = Date.parse(metadata?.creationTimestamp ?? "") - aheadMs;
  assert.ok(createdAt >= earliest && createdAt <= latest, `${name} was made ${createdAt - latest} ms after we knew of it`);
}

/** What may not change by a jump: the pod runs on in the same container. */
async function lasting(cluster: TestCluster): Promise<unknown> {
  const { status } = await getPod(cluster, "lasting");
  const [container] = status?.containerStatuses ?? [];
  return { phase: status?.phase, id: container?.containerID, restarts: container?.restartCount, ready: container?.ready };
}

/** A Job that fails once and must wait for its second try, and a pod that comes and goes. */
async function assertWorks(cluster: TestCluster, suffix: string, startJob: boolean): Promise<void> {
  if (startJob) await startRetrying(cluster, suffix);
  await createPod(cluster, `short-${suffix}`, { command: ["true"], spec: { restartPolicy: "Never" } });
  await podThat(cluster, `short-${suffix}`, ({ status }) => status?.phase === "Succeeded");
  await cluster.kubectl("wait", "--for=condition=Complete", `job/retries-${suffix}`, "--timeout=110s");
}

async function startRetrying(cluster: TestCluster, suffix: string): Promise<void> {
  const container = { name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["sh", "-c", "[ -e /tried/once ] || { touch /tried/once; exit 1; }"], volumeMounts: [{ name: "tried", mountPath: "/tried" }] };
  const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name: `retries-${suffix}` }, spec: { template: { spec: { restartPolicy: "Never", containers: [container], volumes: [{ name: "tried", hostPath: { path: join(cluster.dataDir, `tried-${suffix}`), type: "DirectoryOrCreate" } }] } } } };
  const { code, stderr } = await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify(job) });
  assert.equal(code, 0, stderr);
}

async function assertNodeStays(cluster: TestCluster): Promise<void> {
  for (let look = 0; look < 12; look += 1) {
    const { items } = JSON.parse(await cluster.kubectl("get", "nodes", "-o", "json")) as { items: Node[] };
    assert.deepEqual(items.map(({ status }) => status?.conditions?.find(({ type }) => type === "Ready")?.status), ["True"]);
    assert.deepEqual(items.flatMap(({ spec }) => spec?.taints ?? []), []);
    await sleep(1_000);
  }
}

test("the clock jumps by an hour, forth and back: nodes, pods and sessions stay, and nothing waits for the hour", { timeout: 600_000 }, async () => {
  ensureDebianPackages(["libfaketime"]); // gives a process, and what it starts, a wall clock of its own
  const [library = ""] = globSync("/usr/lib/*/faketime/libfaketimeMT.so.1");
  const folder = mkdtempSync(join(tmpdir(), "clock-"));
  const offset = join(folder, "offset");
  // At one stroke: whoever asks for the time meanwhile must not find an empty file.
  const setClock = (by: string): void => {
    writeFileSync(`${offset}.new`, `${by}\n`);
    renameSync(`${offset}.new`, offset);
  };
  setClock("+0");
  const env = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: offset, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1", DONT_FAKE_MONOTONIC: "1" };
  const cluster = await testCluster({ name: "clockjump", images: ["busybox"], start: false });
  try {
    const { code, stderr } = await cluster.wherry(["up", "--name", cluster.name], { env });
    assert.equal(code, 0, stderr);
    for (const archive of await ensureImages(["busybox"], () => {})) await cluster.wherry(["image", "load", archive]);
    await createPod(cluster, "lasting", { command: ["sleep", "3600"] });
    await podThat(cluster, "lasting", ({ status }) => status?.phase === "Running");
    const before = await lasting(cluster);
    const pid = cluster.pid();

    setClock("+1h");
    await assertAhead(cluster, "forth", hourMs);
    await assertWorks(cluster, "forth", true);
    await assertNodeStays(cluster);
    assert.deepEqual(await lasting(cluster), before);

    await startRetrying(cluster, "back");
    await cluster.kubectl("wait", "--for=jsonpath={.status.failed}=1", "job/retries-back", "--timeout=110s");
    setClock("-59m");
    await assertAhead(cluster, "back", -59 * 60_000);
    await assertWorks(cluster, "back", false);
    await assertNodeStays(cluster);
    assert.deepEqual(await lasting(cluster), before);
    assert.equal(cluster.pid(), pid);
  } finally {
    await cluster.dispose();
    rmSync(folder, { recursive: true });
  }
  assert.deepEqual(await leftoversOf(cluster), nothing);
});
