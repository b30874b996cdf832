import assert from "node:assert/strict";
import { test } from "node:test";
import { deepEqual, semanticEqual } from "./deep-equal.ts";

const cases: readonly [a: unknown, b: unknown, deep: boolean, semantic: boolean][] = [
  [{ a: [1, { b: 2 }], c: "x" }, { c: "x", a: [1, { b: 2 }] }, true, true],
  [{ a: undefined }, {}, true, true],
  [{}, { a: undefined }, true, true],
  [{ a: 1 }, { a: 1, b: 2 }, false, false],
  [{ a: 1, b: 2 }, { a: 1 }, false, false],
  [{ a: {} }, {}, false, true],
  [{ a: [] }, { a: null }, false, true],
  [{ a: { b: [] } }, {}, false, true],
  [{ a: [{}] }, {}, false, false],
  [{}, { constructor: "x" }, false, false],
  [[], {}, false, true],
  [[1, 2], [2, 1], false, false],
  [[1], { 0: 1 }, false, false],
  [0, null, false, false],
  ["", undefined, false, false],
  [Number.NaN, Number.NaN, true, true],
  [1, "1", false, false],
];

test("deepEqual and semanticEqual agree except about what is empty", () => {
  for (const [a, b, deep, semantic] of cases) {
    for (const [left, right] of [
      [a, b],
      [b, a],
    ]) {
      assert.equal(deepEqual(left, right), deep, JSON.stringify([left, right]));
      assert.equal(semanticEqual(left, right), semantic, JSON.stringify([left, right]));
    }
  }
});
