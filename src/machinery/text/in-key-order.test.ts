import assert from "node:assert/strict";
import { test } from "node:test";
import { inKeyOrder } from "./in-key-order.ts";

test("inKeyOrder: the fields of all objects stand in the order of their names, lists as they are", () => {
  const value = { b: [{ d: 1, c: null }, "x"], a: { z: 1, y: 2 } };
  assert.equal(JSON.stringify(inKeyOrder(value)), '{"a":{"y":2,"z":1},"b":[{"c":null,"d":1},"x"]}');
});
