import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import type { Mount } from "../../../cri/contract.ts";
import { layoutOf } from "../layout.ts";
import { mountPointLayer } from "./mount-points.ts";

const folder = mkdtempSync(`${tmpdir()}/wherry-points-`);
const layout = layoutOf({ clusterName: "points", dataDir: `${folder}/data`, runDir: `${folder}/run` });
mkdirSync(layout.mountPointsDir, { recursive: true });
mkdirSync(`${folder}/volume`);
writeFileSync(`${folder}/file`, "");
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

function aMount(containerPath: string, hostPath: string): Mount {
  return { containerPath, hostPath, readonly: false, propagation: "PRIVATE" };
}

function content(layer: string | undefined): string[] {
  return readdirSync(layer ?? "", { recursive: true, withFileTypes: true }).map((entry) => `${entry.parentPath.slice(layer?.length)}/${entry.name}${entry.isDirectory() ? "/" : ""}`).sort();
}

test("a layer of mount points holds a folder for a folder and a file for a file, and the pod's own files", () => {
  const layer = mountPointLayer(layout, [aMount("/var/data", `${folder}/volume`), aMount("/etc/app/../hosts", `${folder}/file`)]);
  assert.deepEqual(content(layer), ["/etc/", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/var/", "/var/data/"]);
});

test("what the container covers with file systems of its own, and what is not on the host, needs no mount point", () => {
  const layer = mountPointLayer(layout, [aMount("/dev/termination-log", `${folder}/file`), aMount("/proc/x", `${folder}/volume`), aMount("/gone", `${folder}/gone`), aMount("/", `${folder}/volume`)]);
  assert.deepEqual(content(layer), ["/etc/", "/etc/hostname", "/etc/resolv.conf"]);
});

test("containers with the same mounts share a layer, whatever lies behind them", () => {
  writeFileSync(`${folder}/other`, "");
  assert.equal(mountPointLayer(layout, [aMount("/a", `${folder}/file`)]), mountPointLayer(layout, [aMount("/a", `${folder}/other`)]));
  assert.notEqual(mountPointLayer(layout, [aMount("/a", `${folder}/file`)]), mountPointLayer(layout, [aMount("/a", `${folder}/volume`)]));
});

test("a file where another mount wants a folder makes no layer and leaves nothing", () => {
  const before = readdirSync(layout.mountPointsDir);
  assert.equal(mountPointLayer(layout, [aMount("/a", `${folder}/file`), aMount("/a/b", `${folder}/file`)]), undefined);
  assert.deepEqual(readdirSync(layout.mountPointsDir), before);
});

test("beyond 256 kinds of mounts there are no more layers", () => {
  for (let kind = 0; readdirSync(layout.mountPointsDir).length < 256; kind++) assert.notEqual(mountPointLayer(layout, [aMount(`/kind-${kind}`, `${folder}/file`)]), undefined);
  assert.equal(mountPointLayer(layout, [aMount("/one-more", `${folder}/file`)]), undefined);
  assert.notEqual(mountPointLayer(layout, [aMount("/kind-0", `${folder}/file`)]), undefined);
});
