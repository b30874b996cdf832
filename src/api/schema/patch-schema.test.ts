import assert from "node:assert/strict";
import { test } from "node:test";
import type { PatchSchema } from "../../machinery/patch/patch-schema.ts";
import { kindPatchSchema } from "./patch-schema.ts";

const pod = kindPatchSchema({ group: "", version: "v1", kind: "Pod" }) as PatchSchema;

test("containers are merged by name, their ports by number, their arguments replaced", () => {
  const containers = pod.field("spec")?.child?.field("containers");
  assert.deepEqual([containers?.strategies, containers?.mergeKey], [["merge"], "name"]);
  const ports = containers?.child?.field("ports");
  assert.deepEqual([ports?.strategies, ports?.mergeKey], [["merge"], "containerPort"]);
  assert.deepEqual(containers?.child?.field("args"), { strategies: [] });
});

test("a field may have two strategies", () => {
  assert.deepEqual(pod.field("spec")?.child?.field("volumes")?.strategies, ["merge", "retainKeys"]);
});

test("lists of strings may be merged without a key", () => {
  assert.deepEqual(pod.field("metadata")?.child?.field("finalizers"), { strategies: ["merge"] });
});

test("unknown fields are unknown, also those that every JavaScript object has", () => {
  assert.equal(pod.field("spex"), undefined);
  assert.equal(pod.field("constructor"), undefined);
});

test("a kind of another world has no schema", () => {
  assert.equal(kindPatchSchema({ group: "example.com", version: "v1", kind: "Widget" }), undefined);
});
