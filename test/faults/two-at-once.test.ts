import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { root, run, type TestCluster, testCluster } from "../support/cluster.ts";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "twice" });
});
after(() => cluster.dispose());

/** The process and the port of the first one are what they were, and it answers. */
async function assertUnharmed(pid: number): Promise<void> {
  assert.equal(cluster.pid(), pid);
  assert.equal(JSON.parse((await cluster.wherry(["status", "-o", "json"])).stdout).pid, pid);
  assert.equal(await cluster.kubectl("get", "--raw", "/readyz"), "ok");
}

test("a second up on the same data finds the cluster running and leaves it alone", async () => {
  const pid = cluster.pid();
  const { code, stderr } = await cluster.wherry(["up"]);
  assert.equal(code, 0);
  assert.match(stderr, new RegExp(`cluster "${cluster.name}" already runs\\n`));
  await assertUnharmed(pid);
});

test("a second up under another name is refused", async () => {
  const pid = cluster.pid();
  const { code, stderr } = await cluster.wherry(["up", "--name", "other"]);
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`holds the cluster "${cluster.name}", not "other"\\n {2}leave --name out, or choose another --data-dir\\n$`));
  await assertUnharmed(pid);
});

test("a second process for the same data, as two ups at the same moment make it, is refused and the first goes on", async () => {
  const pid = cluster.pid();
  const { code, stdout } = await run(process.execPath, [join(root, "dist/wherry.js"), "serve", "--data-dir", cluster.dataDir, "--name", cluster.name]);
  assert.equal(code, 1);
  assert.match(stdout, new RegExp(`${cluster.dataDir} is in use by process ${pid}`));
  await assertUnharmed(pid);
});

test("two ups at the same moment: one starts the cluster, the other finds it or is refused", async () => {
  await cluster.crash();
  const both = await Promise.all([cluster.wherry(["up"]), cluster.wherry(["up"])]);
  assert.ok(both.some(({ code }) => code === 0), both.map(({ stderr }) => stderr).join("\n"));
  for (const { code, stderr } of both) if (code !== 0) assert.match(stderr, /is in use by process \d+/);
  await assertUnharmed(cluster.pid());
});
