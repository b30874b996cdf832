import assert from "node:assert/strict";
import { test } from "node:test";
import { readTables } from "./tables.ts";

test("headings of several words, empty cells and several tables", () => {
  const text = ["NAME   ACCESS MODES   AGE", "a      RWO            1s", "b                     2s", "", "NAME   X", "c      + 1 more...", ""].join("\n");
  assert.deepEqual(readTables(text), [
    { NAME: "a", "ACCESS MODES": "RWO", AGE: "1s" },
    { NAME: "b", "ACCESS MODES": "", AGE: "2s" },
    { NAME: "c", X: "+ 1 more..." },
  ]);
});
