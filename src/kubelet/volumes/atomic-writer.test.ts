import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { MemoryHostFiles } from "../testing/memory-host-files.ts";
import { type Payload, writeAtomically } from "./atomic-writer.ts";

const payload = (files: Record<string, string>): Payload => new Map(Object.entries(files).map(([path, text]) => [path, { content: new TextEncoder().encode(text), mode: 0o644 }]));

function setUp(): { files: MemoryHostFiles; write: (content: Record<string, string>) => boolean; read: (path: string) => string | undefined } {
  const files = new MemoryHostFiles();
  files.makeFolder("/v", 0o777);
  const writer = { files, clock: new VirtualClock(), random: new SeededRandom(1) };
  return {
    files,
    write: (content) => writeAtomically(writer, "/v", payload(content)),
    read: (path) => {
      const content = files.readFile(path);
      return content === undefined ? undefined : new TextDecoder().decode(content);
    },
  };
}

test("files are seen through ..data, folders in paths included", () => {
  const { files, write, read } = setUp();
  assert.equal(write({ a: "1", "sub/b": "2" }), true);
  assert.deepEqual([read("/v/a"), read("/v/sub/b"), files.readLink("/v/a"), files.readLink("/v/sub")], ["1", "2", "..data/a", "..data/sub"]);
});

test("nothing is written when nothing changed", () => {
  const { files, write } = setUp();
  write({ a: "1" });
  const before = files.readLink("/v/..data");
  assert.deepEqual([write({ a: "1" }), files.readLink("/v/..data")], [false, before]);
});

test("a change replaces everything at once and leaves nothing of the old", () => {
  const { files, write, read } = setUp();
  write({ a: "1", b: "2" });
  assert.equal(write({ a: "3" }), true);
  assert.deepEqual([read("/v/a"), read("/v/b")], ["3", undefined]);
  assert.deepEqual(files.list("/v").filter((name) => !name.startsWith("..")), ["a"]);
  assert.equal(files.list("/v").filter((name) => name.startsWith("..2")).length, 1);
});

for (const path of ["../a", "/a", "..a", "a/../../b", ""]) {
  test(`a path that would leave the volume is refused: ${JSON.stringify(path)}`, () => {
    const { write } = setUp();
    assert.throws(() => write({ [path]: "x" }), /invalid path/);
  });
}

test("the fsGroup may enter every folder and read every file, and what is made there is the group's", () => {
  const files = new MemoryHostFiles();
  files.makeFolder("/v", 0o2777);
  const content: Payload = new Map([["top", { content: new Uint8Array(), mode: 0o400 }], ["deep/er/file", { content: new Uint8Array(), mode: 0o640 }]]);
  writeAtomically({ files, clock: new VirtualClock(), random: new SeededRandom(1) }, "/v", content, 7);
  const data = `/v/${files.readLink("/v/..data")}`;
  const seen = ["", "/deep", "/deep/er", "/deep/er/file", "/top"].map((path) => files.stat(`${data}${path}`)).map((stat) => [stat?.mode.toString(8), stat?.gid]);
  assert.deepEqual(seen, [["2755", 7], ["2755", 7], ["2755", 7], ["640", 7], ["440", 7]]);
});
