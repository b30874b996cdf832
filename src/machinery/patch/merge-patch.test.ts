import assert from "node:assert/strict";
import { test } from "node:test";
import { deepFreeze } from "../meta/deep-freeze.ts";
import { applyMergePatch } from "./merge-patch.ts";

// Source: the table in appendix A of RFC 7386.
const cases: readonly [target: unknown, patch: unknown, result: unknown][] = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, null, null],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

test("applyMergePatch: does what RFC 7386 says, without touching its arguments", () => {
  for (const [target, patch, result] of cases) assert.deepEqual(applyMergePatch(deepFreeze(target), deepFreeze(patch)), result);
});

test("applyMergePatch: shares what it did not change", () => {
  const target = { spec: { a: 1 }, status: { b: 2 } };
  assert.equal(applyMergePatch(target, { spec: { a: 2 } }).status, target.status);
});

test("applyMergePatch: a field called __proto__ is only a field", () => {
  const merged = applyMergePatch({ a: 1 }, JSON.parse('{"__proto__":{"polluted":true}}')) as { polluted?: boolean };
  assert.equal(merged.polluted, undefined);
});
