import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatFieldError } from "../errors/field-errors.ts";
import { validateListTypes } from "./list-types.ts";
import type { StructuralSchema } from "./schema.ts";

const set: StructuralSchema = { type: "array", "x-kubernetes-list-type": "set" };
const map = (...keys: string[]): StructuralSchema => ({ type: "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": keys });

const cases: readonly { readonly name: string; readonly schema: StructuralSchema; readonly list: unknown; readonly said: readonly string[] }[] = [
  { name: "a list without a type may repeat itself", schema: { type: "array" }, list: [1, 1], said: [] },
  { name: "a set of different things", schema: set, list: [1, "1", true, null, { a: 1 }, [1]], said: [] },
  { name: "a set with one thing three times is told once", schema: set, list: ["a", "a", "a"], said: ['a[1]: Duplicate value: "a"'] },
  { name: "objects are equal in any order of their fields", schema: set, list: [{ a: 1, b: 2 }, { b: 2, a: 1 }], said: ['a[1]: Duplicate value: {"a":1,"b":2}'] },
  { name: "a text is not the JSON of an object", schema: set, list: [{ a: 1 }, '{"a":1}'], said: [] },
  { name: "a map by one key", schema: map("k"), list: [{ k: 1, v: 1 }, { k: 2 }, { k: 1 }], said: ['a[2]: Duplicate value: {"k":1}'] },
  { name: "a map by two keys", schema: map("k", "j"), list: [{ k: 1, j: 1 }, { k: 1, j: 2 }, { k: 1, j: 1 }], said: ['a[2]: Duplicate value: {"j":1,"k":1}'] },
  { name: "no key twice", schema: map("k"), list: [{}, { v: 1 }, null], said: ["a[1]: Duplicate value: {}"] },
  { name: "a map of other things", schema: map("k"), list: [{ k: 1 }, "x", { k: 1 }], said: ['a[1]: Invalid value: "x": must be an object for an array of list-type map'] },
  { name: "lists inside lists", schema: { type: "array", items: set }, list: [[1, 2], [1, 1]], said: ["a[1][1]: Duplicate value: 1"] },
];

describe("validateListTypes", () => {
  for (const { name, schema, list, said } of cases) test(name, () => assert.deepEqual(validateListTypes({ a: list }, { properties: { a: schema } }, "").map(formatFieldError), said));

  test("fields by any name are named in brackets", () => {
    assert.deepEqual(validateListTypes({ x: [1, 1] }, { additionalProperties: set }, "spec").map(formatFieldError), ["spec[x][1]: Duplicate value: 1"]);
  });
});
