import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deepFreeze } from "../meta/deep-freeze.ts";
import { prune } from "./prune.ts";
import type { StructuralSchema } from "./schema.ts";

const text: StructuralSchema = { type: "string" };
const open: StructuralSchema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const resource: StructuralSchema = { type: "object", "x-kubernetes-embedded-resource": true };

const cases: readonly { readonly name: string; readonly schema: StructuralSchema; readonly value: unknown; readonly left: unknown; readonly unknown: readonly string[] }[] = [
  { name: "fields without a schema go", schema: { properties: { a: text } }, value: { a: "x", b: { c: 1 } }, left: { a: "x" }, unknown: ["b"] },
  { name: "in items too", schema: { properties: { a: { items: { properties: { b: text } } } } }, value: { a: [{ b: "x" }, { c: 1 }] }, left: { a: [{ b: "x" }, {}] }, unknown: ["a[1].c"] },
  { name: "fields by any name are looked into", schema: { additionalProperties: { properties: { a: text } } }, value: { x: { a: "y", b: 1 } }, left: { x: { a: "y" } }, unknown: ["x.b"] },
  { name: "nothing is known of what any field may hold", schema: { additionalProperties: true }, value: { x: { a: 1 }, y: 2 }, left: { x: {}, y: 2 }, unknown: ["x.a"] },
  { name: "unknown fields that are kept stay whole", schema: open, value: { a: { b: [1] } }, left: { a: { b: [1] } }, unknown: [] },
  { name: "inside a field that is known again they go", schema: { ...open, properties: { a: { properties: { b: text } } } }, value: { a: { b: "x", c: 1 }, d: { e: 1 } }, left: { a: { b: "x" }, d: { e: 1 } }, unknown: ["a.c"] },
  { name: "a resource's own fields stay", schema: { properties: { a: resource } }, value: { a: { apiVersion: "v1", kind: "A", metadata: { x: 1 }, spec: 1 } }, left: { a: { apiVersion: "v1", kind: "A", metadata: { x: 1 } } }, unknown: ["a.spec"] },
  { name: "a field by an inherited name is unknown", schema: { properties: { a: text } }, value: { constructor: 1 }, left: {}, unknown: ["constructor"] },
];

describe("prune", () => {
  for (const { name, schema, value, left, unknown } of cases) {
    test(name, () => {
      const told: string[] = [];
      assert.deepEqual(prune(deepFreeze(value), schema, { onUnknownField: (path) => told.push(path) }), left);
      assert.deepEqual(told, unknown);
      assert.deepEqual(prune(value, schema), left);
    });
  }

  test("a whole resource keeps its apiVersion, kind and metadata", () => {
    assert.deepEqual(prune({ apiVersion: "a/v1", kind: "A", metadata: { name: "x" }, spec: 1 }, {}, { isResource: true }), { apiVersion: "a/v1", kind: "A", metadata: { name: "x" } });
  });

  test("what stays is shared", () => {
    const value = { a: { b: "x" }, c: { d: "y" } };
    const schema: StructuralSchema = { properties: { a: { properties: { b: text } }, c: {} } };
    assert.equal((prune(value, schema) as typeof value).a, value.a);
    assert.equal(prune(value, open), value);
  });
});
