import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryHostFiles } from "../testing/memory-host-files.ts";
import { PullRecords } from "./pull-records.ts";

const path = "/kubelet/image_manager/pulled.json";
const here = new Set(["sha256:1", "sha256:2"]);

test("an image that no pull brought is everyone's", () => {
  assert.equal(new PullRecords(new MemoryHostFiles(), path).mayUse("sha256:1", "r.test/app", []), true);
});

const rows: { name: string; pulls: (string | undefined)[]; uses: [repository: string, secrets: string[], allowed: boolean][] }[] = [
  { name: "without credentials: everyone's", pulls: [undefined], uses: [["r.test/app", [], true], ["r.test/app", ["a"], true], ["r.test/other", [], false]] },
  { name: "with a secret: whose pod has it", pulls: ["a"], uses: [["r.test/app", [], false], ["r.test/app", ["b"], false], ["r.test/app", ["b", "a"], true], ["r.test/other", ["a"], false]] },
  { name: "with two secrets, one after the other: either's", pulls: ["a", "b"], uses: [["r.test/app", ["a"], true], ["r.test/app", ["b"], true], ["r.test/app", ["c"], false]] },
  { name: "first with a secret, then without: everyone's, and it stays so", pulls: ["a", undefined, "b"], uses: [["r.test/app", [], true]] },
];
for (const { name, pulls, uses } of rows) {
  test(`an image that was pulled ${name}, after a restart too`, () => {
    const files = new MemoryHostFiles();
    const records = new PullRecords(files, path);
    for (const secret of pulls) records.notePull("sha256:1", "r.test/app", secret, here);
    for (const again of [records, new PullRecords(files, path)]) {
      assert.deepEqual(uses.map(([repository, secrets]) => again.mayUse("sha256:1", repository, secrets)), uses.map(([, , allowed]) => allowed));
    }
  });
}

test("what is known of images that are gone goes too", () => {
  const files = new MemoryHostFiles();
  const records = new PullRecords(files, path);
  records.notePull("sha256:gone", "r.test/app", "a", new Set(["sha256:gone"]));
  records.notePull("sha256:1", "r.test/app", "a", here);
  assert.deepEqual(Object.keys(JSON.parse(new TextDecoder().decode(files.readFile(path))) as object), ["sha256:1"]);
});
