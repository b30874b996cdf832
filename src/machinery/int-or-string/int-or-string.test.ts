import assert from "node:assert/strict";
import { test } from "node:test";
import { percentOf, scaledValue } from "./int-or-string.ts";

test("scaledValue: numbers are themselves, shares are rounded as asked", () => {
  assert.equal(scaledValue(3, 10, "up"), 3);
  assert.equal(scaledValue("25%", 10, "up"), 3);
  assert.equal(scaledValue("25%", 10, "down"), 2);
  assert.equal(scaledValue("100%", 7, "down"), 7);
  assert.equal(scaledValue("0%", 7, "up"), 0);
  // Multiplied first: 0.07 * 100 is 7.000000000000001 in doubles.
  assert.equal(scaledValue("7%", 100, "up"), 7);
});

test("scaledValue: a string that is no percentage is refused", () => {
  for (const text of ["5", "%", "-5%", "five%", ""]) assert.throws(() => scaledValue(text, 10, "up"), /string is not a percentage/);
  assert.equal(percentOf("http"), undefined);
});
