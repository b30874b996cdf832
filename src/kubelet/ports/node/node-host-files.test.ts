import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { NodeHostFiles } from "./node-host-files.ts";

const files = new NodeHostFiles();
let folder: string;
/** What may be seen and what may not: `volume` is the container's, `host` is not. */
before(() => {
  folder = mkdtempSync(`${tmpdir()}/wherry-inside-`);
  mkdirSync(`${folder}/volume/deep`, { recursive: true });
  mkdirSync(`${folder}/host`);
  writeFileSync(`${folder}/host/file`, "the host's");
  writeFileSync(`${folder}/volume/deep/file`, "the volume's");
  symlinkSync("deep", `${folder}/volume/near`);
  symlinkSync("../host", `${folder}/volume/climbs`);
  symlinkSync(`${folder}/host`, `${folder}/volume/absolute`);
  symlinkSync("nowhere", `${folder}/volume/dangles`);
  symlinkSync("/proc/self/root", `${folder}/volume/magic`);
  if (process.platform === "linux") spawnSync("mkfifo", [`${folder}/volume/fifo`]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const text = (content: Uint8Array | undefined): string | undefined => (content === undefined ? undefined : new TextDecoder().decode(content));
const rows: { path: string; reads: string | undefined | "throws" }[] = [
  { path: "deep/file", reads: "the volume's" },
  { path: "near/file", reads: "the volume's" },
  { path: "deep/absent", reads: undefined },
  { path: "deep/file/below", reads: undefined },
  { path: "dangles", reads: undefined },
  { path: "deep", reads: undefined },
  { path: "fifo", reads: undefined },
  { path: "climbs/file", reads: "throws" },
  { path: "absolute/file", reads: "throws" },
  { path: "magic/etc/passwd", reads: "throws" },
  { path: "../host/file", reads: "throws" },
];
for (const { path, reads } of rows) {
  test(`reading ${path} inside a volume: ${reads ?? "nothing"}`, () => {
    const read = () => text(files.readFileInside(`${folder}/volume`, path, 100));
    if (reads === "throws") assert.throws(read, { code: "EXDEV" });
    else assert.equal(read(), reads);
  });
}

test("a file is read up to the limit and no further", () => assert.equal(text(files.readFileInside(`${folder}/volume`, "deep/file", 3)), "the"));

test("folders are made inside a volume with their exact mode, through links that stay in it, and never outside", () => {
  const before = process.umask(0o077);
  try {
    files.makeFolderInside(`${folder}/volume`, "near/a/b", 0o2775);
  } finally {
    process.umask(before);
  }
  for (const path of ["deep/a", "deep/a/b"]) assert.equal(lstatSync(`${folder}/volume/${path}`).mode & 0o7777, 0o2775);
  files.makeFolderInside(`${folder}/volume`, "near/a/b", 0o700);
  assert.equal(lstatSync(`${folder}/volume/deep/a/b`).mode & 0o7777, 0o2775);
  for (const path of ["climbs/x", "absolute/x", "../x"]) assert.throws(() => files.makeFolderInside(`${folder}/volume`, path, 0o755), { code: "EXDEV" });
  assert.throws(() => files.makeFolderInside(`${folder}/volume`, "dangles/x", 0o755), { code: "ENOENT" });
  assert.deepEqual([readdirSync(`${folder}/host`), existsSync(`${folder}/x`)], [["file"], false]);
});

test("a link that is turned all the time never leads to the host's file, and no folder is made there", { skip: process.platform === "linux" ? false : "links are turned in another way there" }, async () => {
  symlinkSync("deep", `${folder}/volume/turns`);
  const turner = spawn("sh", ["-c", "echo; while :; do ln -sfn ../host new; mv -T new turns; ln -sfn deep new; mv -T new turns; done"], { cwd: `${folder}/volume`, stdio: ["ignore", "pipe", "ignore"] });
  await once(turner.stdout, "data");
  const seen = new Map<string, number>();
  const note = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  try {
    // On until both sides of the race were met, so that the test has tested something.
    const end = performance.now() + 120_000;
    for (let tries = 0; tries < 3_000 || (seen.size < 2 && performance.now() < end); tries++) {
      try {
        note(text(files.readFileInside(`${folder}/volume`, "turns/file", 100)) ?? "nothing");
        files.makeFolderInside(`${folder}/volume`, `turns/made/${tries % 7}`, 0o755);
        rmSync(`${folder}/volume/deep/made`, { recursive: true, force: true });
      } catch (error) {
        note((error as { code?: string }).code ?? String(error));
      }
    }
  } finally {
    turner.kill();
    await once(turner, "close");
  }
  assert.deepEqual([...seen.keys()].sort(), ["EXDEV", "the volume's"]);
  assert.deepEqual(readdirSync(`${folder}/host`), ["file"]);
});
