import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { testCluster } from "../support/cluster.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";

test("down leaves no process, mount, link, namespace, nftables table or cgroup", async () => {
  const cluster = await testCluster({ name: "leaving", images: ["busybox"] });
  await cluster.kubectl("run", "runs", "--image=busybox", "--restart=Never", "--", "sleep", "600");
  await cluster.kubectl("run", "deaf", "--image=busybox", "--restart=Never", "--", "sh", "-c", "trap '' TERM; while true; do sleep 1; done");
  await cluster.kubectl("create", "job", "short", "--image=busybox", "--", "true");
  await cluster.kubectl("wait", "--for=condition=Ready", "pod/runs", "pod/deaf", "--timeout=60s");
  const during = await leftoversOf(cluster);
  assert.notEqual(during.processes.length, 0, "the check must see a running cluster's processes");
  assert.notEqual(during.cgroups.length + during.links.length + during.tables.length, 0, "the check must see what a running cluster uses");
  await cluster.dispose();
  assert.deepEqual(await leftoversOf(cluster), nothing);
  assert.equal(existsSync(cluster.dataDir), false);
});

test("after kill -9 down still finds and removes everything", async () => {
  const cluster = await testCluster({ name: "killed", images: ["busybox"] });
  await cluster.kubectl("run", "runs", "--image=busybox", "--restart=Never", "--", "sleep", "600");
  await cluster.kubectl("wait", "--for=condition=Ready", "pod/runs", "--timeout=60s");
  process.kill(cluster.pid(), "SIGKILL");
  await cluster.dispose();
  assert.deepEqual(await leftoversOf(cluster), nothing);
});

test("containers run on through kill -9, and the next start takes them up as they are", async () => {
  const cluster = await testCluster({ name: "survivor", images: ["busybox"] });
  try {
    await cluster.kubectl("run", "steady", "--image=busybox", "--restart=Always", "--", "sh", "-c", "n=0; while true; do echo tick $n; n=$((n+1)); sleep 1; done");
    await cluster.kubectl("wait", "--for=condition=Ready", "pod/steady", "--timeout=60s");
    const status = (): Promise<string> => cluster.kubectl("get", "pod", "steady", "-o", "jsonpath={.status.phase} {.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount} {.status.podIP}");
    const before = await status();
    process.kill(cluster.pid(), "SIGKILL");
    await cluster.up();
    assert.equal(await status(), before);
    assert.equal(await cluster.kubectl("exec", "steady", "--", "echo", "reached"), "reached\n");
    const ticks = (await cluster.kubectl("logs", "steady")).trim().split("\n");
    assert.deepEqual(ticks, ticks.map((_, index) => `tick ${index}`), "the log has a gap or a second start");
    await cluster.kubectl("delete", "pod", "steady", "--grace-period=1");
  } finally {
    await cluster.dispose();
  }
});

test("two clusters with different names and folders live side by side", async () => {
  const one = await testCluster({ name: "one", images: ["busybox"] });
  const two = await testCluster({ name: "two", images: ["busybox"] });
  try {
    for (const cluster of [one, two]) await cluster.kubectl("run", "web", "--image=busybox", "--restart=Never", "--", "sleep", "600");
    const addresses = [];
    for (const cluster of [one, two]) {
      await cluster.kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
      addresses.push(await cluster.kubectl("get", "pod", "web", "-o", "jsonpath={.status.podIP}"));
    }
    assert.notEqual(addresses[0], addresses[1]);
    await one.dispose();
    assert.equal(await two.kubectl("exec", "web", "--", "echo", "still here"), "still here\n");
  } finally {
    await one.dispose();
    await two.dispose();
  }
});

test("down --keep-data keeps objects, and the next up has them", async () => {
  const cluster = await testCluster({ name: "keeping" });
  try {
    await cluster.kubectl("create", "configmap", "kept", "--from-literal=a=1");
    assert.equal((await cluster.wherry(["down", "--keep-data"])).code, 0);
    assert.deepEqual(await leftoversOf(cluster), nothing);
    await cluster.up();
    assert.equal(await cluster.kubectl("get", "configmap", "kept", "-o", "jsonpath={.data.a}"), "1");
  } finally {
    await cluster.dispose();
  }
});

test("up on a running cluster changes nothing and says so; status, logs and kubeconfig answer", async () => {
  const cluster = await testCluster({ name: "again" });
  try {
    const pid = cluster.pid();
    const again = await cluster.wherry(["up"]);
    assert.deepEqual({ code: again.code, pid: cluster.pid() }, { code: 0, pid });
    assert.match(again.stderr, /already runs/);
    const status = JSON.parse((await cluster.wherry(["status", "--output", "json"])).stdout) as { name: string; pid: number; running: boolean; node: { ready: boolean } };
    assert.deepEqual({ name: status.name, pid: status.pid, running: status.running, ready: status.node.ready }, { name: cluster.name, pid, running: true, ready: true });
    assert.match((await cluster.wherry(["logs", "--tail", "5"])).stdout, /\S/);
    assert.match((await cluster.wherry(["kubeconfig"])).stdout, /^apiVersion: v1\n[\s\S]*server: "?https:\/\/127\.0\.0\.1:\d+/);
  } finally {
    await cluster.dispose();
  }
});
