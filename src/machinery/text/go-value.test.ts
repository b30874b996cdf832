import assert from "node:assert/strict";
import { test } from "node:test";
import { goValue } from "./go-value.ts";

test("a value is written as Go prints it: maps with their keys in order, lists without commas", () => {
  assert.equal(goValue({ spec: { replicas: "x", paused: true }, a: [1, { b: null }], empty: {} }), "map[a:[1 map[b:<nil>]] empty:map[] spec:map[paused:true replicas:x]]");
});
