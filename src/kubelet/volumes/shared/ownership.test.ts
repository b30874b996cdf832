import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryHostFiles } from "../../testing/memory-host-files.ts";
import { own } from "./ownership.ts";

/** A volume whose own folder is as given, with a folder and a file in it that belong to root. */
function aVolume(mode: number, gid: number): MemoryHostFiles {
  const files = new MemoryHostFiles();
  files.makeFolder("/volume", mode);
  files.changeOwner("/volume", undefined, gid);
  files.makeFolder("/volume/deep", 0o755);
  files.writeFile("/volume/deep/file", "x", 0o600);
  return files;
}

const seen = (files: MemoryHostFiles) => ["/volume", "/volume/deep", "/volume/deep/file"].map((path) => [files.stat(path)?.mode.toString(8), files.stat(path)?.gid]);
const changed = [["2775", 7], ["2775", 7], ["660", 7]];

const rows: { name: string; mode: number; gid: number; policy?: "Always" | "OnRootMismatch"; expected: unknown }[] = [
  { name: "without a policy everything is given to the group", mode: 0o2775, gid: 7, expected: changed },
  { name: "with Always too", mode: 0o2775, gid: 7, policy: "Always", expected: changed },
  { name: "OnRootMismatch leaves a volume alone whose folder is right", mode: 0o2775, gid: 7, policy: "OnRootMismatch", expected: [["2775", 7], ["755", 0], ["600", 0]] },
  { name: "OnRootMismatch changes one of another group", mode: 0o2775, gid: 8, policy: "OnRootMismatch", expected: changed },
  { name: "OnRootMismatch changes one that its group may not write to", mode: 0o2755, gid: 7, policy: "OnRootMismatch", expected: changed },
  { name: "OnRootMismatch changes one without setgid", mode: 0o775, gid: 7, policy: "OnRootMismatch", expected: changed },
];
for (const { name, mode, gid, policy, expected } of rows) {
  test(`fsGroup: ${name}`, () => {
    const files = aVolume(mode, gid);
    own(files, "/volume", { fsGroup: 7, fsGroupChangePolicy: policy });
    assert.deepEqual(seen(files), expected);
  });
}

test("fsGroup: the volume's own folder is changed last, so that a walk that was cut off is taken up again", () => {
  const files = aVolume(0o755, 0);
  const order: string[] = [];
  const changeOwner = files.changeOwner.bind(files);
  files.changeOwner = (path, uid, group) => {
    order.push(path);
    changeOwner(path, uid, group);
  };
  own(files, "/volume", { fsGroup: 7 });
  assert.deepEqual(order, ["/volume/deep/file", "/volume/deep", "/volume"]);
});
