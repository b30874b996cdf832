import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deepFreeze } from "../meta/deep-freeze.ts";
import { withDefaults, withoutNulls } from "./defaults.ts";
import type { StructuralSchema } from "./schema.ts";

const one: StructuralSchema = { type: "integer", default: 1 };
const holder: StructuralSchema = { type: "object", properties: { a: one } };

const cases: readonly { readonly name: string; readonly schema: StructuralSchema; readonly value: unknown; readonly whole: unknown }[] = [
  { name: "a field that is missing", schema: holder, value: {}, whole: { a: 1 } },
  { name: "a field that is there", schema: holder, value: { a: 0 }, whole: { a: 0 } },
  { name: "null where it means nothing", schema: holder, value: { a: null }, whole: { a: 1 } },
  { name: "null where it means something", schema: { properties: { a: { ...one, nullable: true } } }, value: { a: null }, whole: { a: null } },
  { name: "no object is made for a default inside it", schema: { properties: { b: holder } }, value: {}, whole: {} },
  { name: "an object that a default brings gets its own defaults", schema: { properties: { b: { ...holder, default: {} } } }, value: {}, whole: { b: { a: 1 } } },
  { name: "in items and fields by any name", schema: { properties: { l: { items: holder }, m: { additionalProperties: holder } } }, value: { l: [{}], m: { x: {} } }, whole: { l: [{ a: 1 }], m: { x: { a: 1 } } } },
  { name: "null items and null fields by any name", schema: { properties: { l: { items: one }, m: { additionalProperties: one } } }, value: { l: [null, 2], m: { x: null } }, whole: { l: [1, 2], m: { x: 1 } } },
  { name: "a default of null is none", schema: { properties: { a: { type: "string", default: null } } }, value: {}, whole: {} },
  { name: "a field called __proto__ is only a field", schema: { properties: JSON.parse('{"__proto__":{"default":{"b":1}}}') as Record<string, StructuralSchema> }, value: {}, whole: JSON.parse('{"__proto__":{"b":1}}') },
];

describe("withDefaults", () => {
  for (const { name, schema, value, whole } of cases) test(name, () => assert.deepEqual(withDefaults(deepFreeze(value), deepFreeze(schema)), whole));

  test("a value that lacks nothing is answered as it is", () => {
    const value = { a: 2 };
    assert.equal(withDefaults(value, holder), value);
  });
});

describe("withoutNulls", () => {
  test("takes out fields that are null for nothing", () => {
    const schema: StructuralSchema = { properties: { a: one, b: { type: "string" }, c: { type: "string", nullable: true }, d: { items: { type: "string" } } }, additionalProperties: { type: "string" } };
    const value = deepFreeze({ a: null, b: null, c: null, d: [null], e: null });
    assert.deepEqual(withoutNulls(value, schema), { a: null, c: null, d: [null] });
  });

  test("leaves alone what it knows nothing of", () => {
    const value = { a: null };
    assert.equal(withoutNulls(value, {}), value);
  });
});
