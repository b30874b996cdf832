import assert from "node:assert/strict";
import { test } from "node:test";
import { parseQuantity, Quantity } from "./quantity.ts";

const canonical: readonly [text: string, written: string][] = [
  ["0", "0"],
  ["-0", "0"],
  ["1000m", "1"],
  ["1001m", "1001m"],
  ["1.5", "1500m"],
  [".5", "500m"],
  ["1.", "1"],
  ["+5", "5"],
  ["007", "7"],
  ["100", "100"],
  ["1000", "1k"],
  ["1100", "1100"],
  ["1500000", "1500k"],
  ["1024Mi", "1Gi"],
  ["1025Mi", "1025Mi"],
  ["1.5Gi", "1536Mi"],
  ["-1.5Gi", "-1536Mi"],
  ["0.5Ki", "512"],
  ["1023", "1023"],
  ["1Ki", "1Ki"],
  ["0.1Ki", "102400m"],
  ["1e3", "1e3"],
  ["12E6", "12e6"],
  ["1e25", "10e24"],
  ["1E", "1E"],
  ["1Ei", "1Ei"],
  ["1n", "1n"],
  ["0.1n", "1n"],
  ["10000000000Ei", "9223372036854775807"],
];

test("Quantity: every form is written in canonical form, which stays as it is", () => {
  for (const [text, written] of canonical) {
    assert.equal(parseQuantity(text).toString(), written, text);
    assert.equal(parseQuantity(written).compare(parseQuantity(text)), 0, text);
  }
});

test("parseQuantity: what is no quantity is refused in upstream's words", () => {
  const format = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  const suffix = "unable to parse quantity's suffix";
  for (const [text, message] of [
    ["", format],
    ["a", format],
    ["1x", format],
    ["1.2.3", format],
    ["1 Gi", format],
    ["1ee", suffix],
    ["1mi", suffix],
    ["1Gib", format],
    ["1K", suffix],
  ] as const) {
    assert.throws(() => parseQuantity(text), { message }, text);
  }
});

test("parseQuantity: an exponent beyond all bounds costs no time", () => {
  assert.equal(parseQuantity("1e-999999999").toString(), "1e-9");
  assert.ok(parseQuantity("1e999999999").compare(parseQuantity("1E")) > 0);
});

test("Quantity: values are rounded away from zero", () => {
  const values = ["1", "1m", "1001m", "-1m", "1Ki", "0"].map((text) => [parseQuantity(text).asInt64(), parseQuantity(text).asMilli()]);
  assert.deepEqual(values, [
    [1, 1_000],
    [1, 1],
    [2, 1_001],
    [-1, -1],
    [1_024, 1_024_000],
    [0, 0],
  ]);
});

test("Quantity: sums and differences are exact across scales and keep the first one's format", () => {
  assert.equal(parseQuantity("100m").add(parseQuantity("0.9")).toString(), "1");
  assert.equal(parseQuantity("1Gi").add(parseQuantity("1")).toString(), "1073741825");
  assert.equal(parseQuantity("1Gi").subtract(parseQuantity("512Mi")).toString(), "512Mi");
  assert.equal(Quantity.zero.add(parseQuantity("2Ki")).toString(), "2Ki");
  assert.equal(parseQuantity("2Ki").subtract(parseQuantity("2Ki")).toString(), "0");
  assert.equal(parseQuantity("250m").multiply(4).toString(), "1");
});

test("Quantity: comparison looks at the amount, not at how it is written", () => {
  const order = ["-1", "0", "999m", "1", "1001m", "1Ki", "1025"].map(parseQuantity);
  for (let index = 1; index < order.length; index++) assert.ok((order[index] as Quantity).compare(order[index - 1] as Quantity) > 0);
  assert.ok(parseQuantity("1").equals(parseQuantity("1000m")));
});

test("Quantity: stands in JSON as its text", () => {
  assert.equal(JSON.stringify({ cpu: parseQuantity("0.25") }), '{"cpu":"250m"}');
});
