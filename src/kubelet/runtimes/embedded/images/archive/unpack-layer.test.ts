import assert from "node:assert/strict";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { TAR_END, tarEntry } from "../../../../../../tools/images/tar-writer.ts";
import { unpackLayer } from "./unpack-layer.ts";

const skip = process.getuid?.() === 0 ? false : "unpacking sets owners, which only root may";

interface Entry {
  readonly path: string;
  readonly flag?: string;
  readonly link?: string;
  readonly content?: string;
}

/** An archive of entries that may be as malicious as a test wants. */
function archive(...entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(({ path, flag = "0", link = "", content = "" }) => {
    const bytes = tarEntry(path, Buffer.from(content), flag === "5" ? 0o755 : 0o644);
    bytes.write(flag, 156);
    bytes.write(link, 157, 100);
    bytes.write("        ", 148);
    const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return bytes;
  }), TAR_END]);
}

async function inFolder(body: (folder: string, unpack: (bytes: Buffer, chunkSize?: number) => Promise<number>) => Promise<void>): Promise<void> {
  const outer = mkdtempSync(`${tmpdir()}/unpack-`);
  const folder = `${outer}/layer`;
  mkdirSync(folder);
  const unpack = (bytes: Buffer, chunkSize = bytes.length) => unpackLayer((async function* () {
    for (let offset = 0; offset < bytes.length; offset += chunkSize) yield bytes.subarray(offset, offset + chunkSize);
  })(), folder, { maxBytes: 1_000, maxEntries: 10 });
  try {
    await body(folder, unpack);
  } finally {
    rmSync(outer, { recursive: true });
  }
}

test("files, folders, links and hard links arrive, in whatever chunks", { skip }, () => inFolder(async (folder, unpack) => {
  const bytes = archive({ path: "usr/", flag: "5" }, { path: "usr/bin/tool", content: "hello" }, { path: "bin", flag: "2", link: "usr/bin" }, { path: "bin/alias", flag: "1", link: "bin/tool" });
  await unpack(bytes, 100);
  assert.equal(readFileSync(`${folder}/usr/bin/alias`, "utf8"), "hello");
  assert.equal(lstatSync(`${folder}/usr/bin/alias`).ino, lstatSync(`${folder}/usr/bin/tool`).ino);
}));

test("a link that leads out of the folder leads to its root instead, as inside a container", { skip }, () => inFolder(async (folder, unpack) => {
  await unpack(archive({ path: "etc", flag: "2", link: "/" }, { path: "etc/file", content: "x" }, { path: "up", flag: "2", link: "../../.." }, { path: "up/other", content: "y" }));
  assert.equal(readFileSync(`${folder}/file`, "utf8"), "x");
  assert.equal(readFileSync(`${folder}/other`, "utf8"), "y");
  assert.ok(!existsSync(`${folder}/../file`));
}));

test("a file replaces a link of its name instead of writing through it", { skip }, () => inFolder(async (folder, unpack) => {
  await unpack(archive({ path: "file", flag: "2", link: "/etc/hostname" }, { path: "file", content: "mine" }));
  assert.ok(lstatSync(`${folder}/file`).isFile());
}));

test("whiteouts become overlayfs' devices 0/0", { skip }, () => inFolder(async (folder, unpack) => {
  await unpack(archive({ path: "a/.wh.gone" }));
  const stat = lstatSync(`${folder}/a/gone`);
  assert.ok(stat.isCharacterDevice() && stat.rdev === 0);
}));

const refused: readonly (readonly [name: string, entries: readonly Entry[], message: RegExp])[] = [
  ["an absolute path", [{ path: "/etc/passwd" }], /absolute path/],
  ["a path that goes up", [{ path: "a/../../b" }], /goes up/],
  ["a hard link to a file outside", [{ path: "a", flag: "1", link: "../../etc/passwd" }], /goes up/],
  ["a hard link to nothing", [{ path: "a", flag: "1", link: "b" }], /no file before it/],
  ["a device outside of /dev", [{ path: "disk", flag: "4" }], /device outside of \/dev/],
  ["a whiteout of the folder itself", [{ path: "a/.wh.." }], /whiteout of no file/],
  ["links in a circle", [{ path: "a", flag: "2", link: "b" }, { path: "b", flag: "2", link: "a" }, { path: "a/c" }], /circle/],
  ["a file used as a folder", [{ path: "a", content: "x" }, { path: "a/b" }], /no folder/],
  ["one byte too many", [{ path: "a", content: "x".repeat(1_001) }], /more than 1000 bytes/],
  ["one entry too many", Array.from({ length: 11 }, (_, index) => ({ path: `f${index}` })), /more than 10 entries/],
];
for (const [name, entries, message] of refused) {
  test(`a layer with ${name} is refused`, { skip }, () => inFolder(async (_folder, unpack) => {
    await assert.rejects(unpack(archive(...entries)), { name: "UnsafeArchiveError", message });
  }));
}

test("a layer of exactly the allowed size is taken", { skip }, () => inFolder(async (_folder, unpack) => {
  assert.equal(await unpack(archive({ path: "a", content: "x".repeat(1_000) })), 1_000);
}));

test("an archive that is cut off is refused", { skip }, () => inFolder(async (_folder, unpack) => {
  const whole = archive({ path: "a", content: "x".repeat(600) });
  await assert.rejects(unpack(whole.subarray(0, 900)), /too early/);
}));
