import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryHostFiles } from "../testing/memory-host-files.ts";
import { prepareSubPath, readVolumeFile } from "./sub-path.ts";

/** A volume of a group's, with a folder, and links near and far. */
function aVolume(): MemoryHostFiles {
  const files = new MemoryHostFiles();
  files.makeFolder("/volumes/v/deep", 0o755);
  files.changeMode("/volumes/v", 0o2775);
  files.makeFolder("/host", 0o755);
  files.writeFile("/host/file", "the host's", 0o644);
  files.writeFile("/volumes/v/deep/file", "the volume's", 0o644);
  files.link("deep", "/volumes/v/near");
  files.link("/host", "/volumes/v/far");
  return files;
}

const rows: { name: string; subPath: string; writable: boolean; refusal?: string }[] = [
  { name: "a folder that is there", subPath: "deep", writable: false },
  { name: "a file", subPath: "deep/file", writable: false },
  { name: "by a link that stays", subPath: "near/file", writable: false },
  { name: "what is missing is made", subPath: "new/deeper", writable: true },
  { name: "and not where nothing may be written", subPath: "new", writable: false, refusal: "failed to prepare subPath for volumeMount: /volumes/v/new does not exist" },
  { name: "an absolute path", subPath: "/deep", writable: true, refusal: "error SubPath `/deep` must not be an absolute path" },
  { name: "upwards", subPath: "deep/../..", writable: true, refusal: "unable to provision SubPath `deep/../..`: must not contain '..'" },
  { name: "by a link that leads out", subPath: "far/file", writable: true, refusal: 'subPath "far/file" leads out of its volume' },
  { name: "nothing is made where a link leads out", subPath: "far/new", writable: true, refusal: 'subPath "far/new" leads out of its volume' },
];
for (const { name, subPath, writable, refusal } of rows) {
  test(`subPath: ${name}`, () => {
    const files = aVolume();
    const prepare = () => prepareSubPath(files, "/volumes/v", subPath, writable);
    if (refusal === undefined) prepare();
    else assert.throws(prepare, { name: "ContainerConfigError", message: refusal });
    assert.deepEqual(files.list("/host"), ["file"]);
  });
}

test("subPath: a folder that is made has the volume's mode, the group's bit included", () => {
  const files = aVolume();
  prepareSubPath(files, "/volumes/v", "new", true);
  assert.equal(files.stat("/volumes/v/new")?.mode, 0o2775);
});

test("a file that a container left in a volume is read inside it, or not at all", () => {
  const files = aVolume();
  assert.equal(readVolumeFile(files, "/volumes/v", "near/file", 3), "the");
  assert.equal(readVolumeFile(files, "/volumes/v", "deep/absent", 100), undefined);
  assert.throws(() => readVolumeFile(files, "/volumes/v", "far/file", 100), { name: "ContainerConfigError", message: 'path "far/file" leads out of its volume' });
});
