import assert from "node:assert/strict";
import { test } from "node:test";
import { goFixed, goFloat, goNumber } from "./go-number.ts";

test("goFloat: writes an exponent from a million on and below a ten-thousandth", () => {
  const values = [0, -0.5, 1.5, 100, 123456.7, 999999, 1000000, 2097152.25, 0.0001, 0.00001234, -1e21, 1e300];
  assert.deepEqual(values.map(goFloat), ["0", "-0.5", "1.5", "100", "123456.7", "999999", "1e+06", "2.09715225e+06", "0.0001", "1.234e-05", "-1e+21", "1e+300"]);
});

test("goNumber: whole numbers that an int64 holds are written out", () => {
  assert.deepEqual([0, -7, 3000000000, 2 ** 53, 1.5, 2 ** 63].map(goNumber), ["0", "-7", "3000000000", "9007199254740992", "1.5", "9.223372036854776e+18"]);
});

test("goFixed: a tie goes to the even digit", () => {
  assert.deepEqual([2.25, 2.75, 2.35, -2.25, 1.04].map((value) => goFixed(value, 1)), ["2.2", "2.8", "2.4", "-2.2", "1.0"]);
  assert.equal(goFixed(1.0078125, 6), "1.007812");
});
