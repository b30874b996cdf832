import assert from "node:assert/strict";
import { test } from "node:test";
import { repeats } from "./repeats.ts";

test("repeats: every place but the first of what is there more than once", () => {
  assert.deepEqual([...repeats(["a", "b", "a", "c", "b", "a"])], [2, 4, 5]);
  assert.deepEqual([...repeats([])], []);
});
