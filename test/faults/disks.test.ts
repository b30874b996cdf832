import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { RawApi } from "../support/api.ts";
import { run, type TestCluster, testCluster } from "../support/cluster.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";

async function must(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(program, args);
  assert.equal(code, 0, `${program} ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** A cluster whose data folder lies on a file system of its own, which `mount` puts at the folder it is given. */
async function onDisk(name: string, mount: (disk: string) => Promise<unknown>, use: (cluster: TestCluster, disk: string) => Promise<void>): Promise<void> {
  const disk = mkdtempSync(join(tmpdir(), "disk-"));
  const before = process.env["TMPDIR"];
  await mount(disk);
  try {
    process.env["TMPDIR"] = disk;
    const cluster = await testCluster({ name }).finally(() => {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    });
    try {
      await use(cluster, disk);
    } finally {
      await cluster.dispose();
    }
    assert.deepEqual(await leftoversOf(cluster), nothing);
  } finally {
    await run("umount", ["--lazy", disk]);
    rmSync(disk, { recursive: true });
  }
}

/** Creates config maps until one is refused, and answers in which words. */
async function refusal(api: RawApi): Promise<{ words: string; stored: string[] }> {
  const stored: string[] = [];
  for (let number = 0; number < 60; number += 1) {
    const name = `full-${number}`;
    const { code, text } = await api.post("/api/v1/namespaces/default/configmaps", { metadata: { name }, data: { text: "x".repeat(500_000) } });
    if (code !== 201) return { words: text, stored };
    stored.push(`configmap/${name}`);
  }
  throw new Error(`${stored.length} config maps were stored and none refused`);
}

test("a full disk: writes are refused with the reason, reads go on, nothing stored is lost, and with room again writes go on", { timeout: 180_000 }, async () => {
  await onDisk("fulldisk", (at) => must("mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", at), async (cluster, disk) => {
    const ballast = join(disk, "ballast");
    await run("dd", ["if=/dev/zero", `of=${ballast}`, "bs=1M"]);
    const api = RawApi.connect(cluster.kubeconfig);
    const { words, stored } = await refusal(api);
    await sleep(3_000); // the log has no room either, and the cluster must outlive that
    assert.match(words, /cannot write to the store .*wherry\.db: there is no room left .*free disk space or delete objects/);
    assert.equal((await api.get("/api/v1/namespaces/default")).code, 200);
    api.close();
    rmSync(ballast);
    await cluster.kubectl("create", "configmap", "after");
    const names = (await cluster.kubectl("get", "configmaps", "-o", "name")).trim().split("\n");
    assert.deepEqual([...stored, "configmap/after"].filter((name) => !names.includes(name)), []);
  });
});

test("a damaged database: up names the file and what to do, and changes nothing", async () => {
  const cluster = await testCluster({ name: "damaged" });
  try {
    await cluster.crash();
    const path = join(cluster.dataDir, "store", "wherry.db");
    const file = openSync(path, "r+");
    writeSync(file, Buffer.alloc(4_096, 0x5a), 0, 4_096, 0);
    closeSync(file);
    rmSync(`${path}-wal`, { force: true });
    const { size } = statSync(path);
    const { code, stderr } = await cluster.wherry(["up", "--name", cluster.name]);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`cannot open the store ${path}: the file is (damaged|not a store of this program)`));
    assert.match(stderr, /move (it|the file) away/);
    assert.equal(statSync(path).size, size);
  } finally {
    await cluster.dispose();
  }
  assert.deepEqual(await leftoversOf(cluster), nothing);
});

test("a damaged cluster.json: up names the file and what to do", async () => {
  const cluster = await testCluster({ name: "badfile" });
  const path = join(cluster.dataDir, "cluster.json");
  try {
    await cluster.crash();
    writeFileSync(path, "{");
    const { code, stderr } = await cluster.wherry(["up"]);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`cannot read ${path}: .*\n {2}restore the file, or remove the folder to start anew\n$`));
  } finally {
    writeFileSync(path, JSON.stringify({ name: cluster.name, port: 6443, podCidr: "10.254.0.0/16", createdAt: "" }));
    await cluster.dispose();
  }
});

test("a disk that becomes read-only: writes are refused with the reason, reads go on, and on the repaired disk nothing stored is lost", { timeout: 180_000 }, async () => {
  const image = join(mkdtempSync(join(tmpdir(), "image-")), "disk.img");
  const mountImage = (file: string, at: string): Promise<string> => must("mount", "-o", "loop,errors=remount-ro", file, at);
  await must("truncate", "-s", "200M", image);
  await must("mkfs.ext4", "-q", "-F", image);
  try {
    await onDisk("rodisk", (at) => mountImage(image, at), async (cluster, disk) => {
      await cluster.kubectl("create", "configmap", "before");
      const device = basename(await must("findmnt", "-no", "SOURCE", disk));
      writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, "a test says so"); // what the kernel does when a disk fails
      assert.throws(() => writeFileSync(join(disk, "probe"), ""), /EROFS/);
      const api = RawApi.connect(cluster.kubeconfig);
      const { words, stored } = await refusal(api);
      await sleep(3_000); // its log cannot be written either
      assert.deepEqual(stored, []);
      assert.match(words, /cannot write to the store .*wherry\.db: (the disk reported an error|the file or its directory is read-only) .*reads (may )?still work/);
      assert.equal((await api.get("/api/v1/namespaces/default/configmaps/before")).code, 200);
      api.close();
      const down = await cluster.wherry(["down", "--keep-data"]);
      assert.equal(down.code, 1);
      assert.match(down.stderr, /the disk of .* is read-only: .*\n {2}repair the disk, or mount it writable, and type the command again\n$/);
      await must("umount", "--recursive", "--lazy", disk); // the process that could not write may not have ended yet
      // Another mount namespace of this machine may still hold the file system: a copy of the disk is repaired and takes its place.
      await must("cp", image, `${image}.copy`);
      await run("e2fsck", ["-p", `${image}.copy`]); // its exit code says what it has repaired
      await mountImage(`${image}.copy`, disk);
      await cluster.up();
      await cluster.kubectl("get", "configmap", "before");
      await cluster.kubectl("create", "configmap", "after");
    });
  } finally {
    rmSync(dirname(image), { recursive: true });
  }
});
