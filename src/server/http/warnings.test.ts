import assert from "node:assert/strict";
import { test } from "node:test";
import { Warnings } from "./warnings.ts";

const added = (...texts: string[]): readonly string[] => {
  const warnings = new Warnings();
  return texts.reduce<readonly string[]>((headers, text) => [...(warnings.add(text) ?? headers)], []);
};

test("warnings: each once, in their order, and none that says nothing", () => {
  assert.deepEqual(added("a", "b", "a", ""), ['299 - "a"', '299 - "b"']);
});

test("warnings: those that fit are whole, however long one of them is", () => {
  assert.deepEqual(added("x".repeat(4_000), "y".repeat(96)).map(({ length }) => length), [4_000, 96].map((length) => length + '299 - ""'.length));
});

test("warnings: once they are too long all are cut to 256 characters, and the last are left out", () => {
  const many = added("x".repeat(4_000), ...Array.from({ length: 1_000 }, (_, index) => `${index} é`.padEnd(300, "é")));
  assert.equal(many.length, 16);
  assert.deepEqual([many[0], many[1]], [`299 - "${"x".repeat(256)}"`, `299 - "${Buffer.from("0 é".padEnd(256, "é")).toString("latin1")}"`]);
});
