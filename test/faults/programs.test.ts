import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findProgram, type Program } from "../../src/kubelet/runtimes/embedded/programs.ts";
import { createPod, podThat } from "../kubelet/support.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { ensureImages } from "../../tools/images/ensure.ts";

/** A PATH of our own: nothing but links to the programs that Wherry needs, which can be taken away. */
const folder = mkdtempSync(join(tmpdir(), "programs-"));
const link = (program: Program): void => symlinkSync(findProgram(program) ?? "", join(folder, program));
const unlink = (program: Program): void => rmSync(join(folder, program));

let cluster: TestCluster;
before(async () => {
  mkdirSync(folder, { recursive: true });
  for (const program of ["conmon", "nft", "mount"] as const) link(program);
  cluster = await testCluster({ name: "programs", start: false });
});
after(async () => {
  await cluster.dispose();
  rmSync(folder, { recursive: true });
});

test("up on a machine without crun says what to install, and starts nothing", async () => {
  const { code, stderr } = await cluster.wherry(["up", "--name", cluster.name], { env: { PATH: folder } });
  assert.equal(code, 1);
  assert.match(stderr, /crun is missing: these programs run and connect containers\n {2}apt-get install -y --no-install-recommends crun\n$/);
});

test("crun that vanishes while the cluster runs: the pod waits and says why, and starts once crun is back", async () => {
  link("crun");
  const { code, stderr } = await cluster.wherry(["up", "--name", cluster.name], { env: { PATH: folder } });
  assert.equal(code, 0, stderr);
  for (const archive of await ensureImages(["busybox"], () => {})) await cluster.wherry(["image", "load", archive]);
  unlink("crun");
  await createPod(cluster, "waits", { command: ["true"], spec: { restartPolicy: "Never" } });
  const waiting = await podThat(cluster, "waits", ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === "CreateContainerError");
  assert.match(waiting.status?.containerStatuses?.[0]?.state?.waiting?.message ?? "", /crun is no longer on this machine; install it with: apt-get install -y --no-install-recommends crun$/);
  link("crun");
  await podThat(cluster, "waits", ({ status }) => status?.phase === "Succeeded");
});
