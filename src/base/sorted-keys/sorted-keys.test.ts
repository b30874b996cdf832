import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../seeded-random.ts";
import { compareUtf8, SortedKeys } from "./sorted-keys.ts";

test("strings are ordered as their UTF-8 bytes, astral characters after all others", () => {
  const words = ["", "a", "a/", "a/b", "aa", "b", "é", "\uffff", "😀"];
  for (const a of words) {
    for (const b of words) {
      assert.equal(Math.sign(compareUtf8(a, b)), Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))), `${a} and ${b}`);
    }
  }
});

test("after any mix of adds and deletes the keys are what a sorted array would hold", () => {
  const random = new SeededRandom(7);
  const keys = new SortedKeys();
  const model = new Set<string>();
  for (let i = 0; i < 20_000; i++) {
    const key = `/${random.int(3)}/${random.int(3_000)}`;
    if (random.int(3) === 0) assert.equal(keys.delete(key), model.delete(key));
    else {
      assert.equal(keys.add(key), !model.has(key));
      model.add(key);
    }
  }
  const sorted = [...model].sort();
  assert.equal(keys.size, sorted.length);
  for (const prefix of ["", "/1/", "/1/2", "/9"]) {
    const expected = sorted.filter((key) => key.startsWith(prefix));
    assert.deepEqual([...keys.range(prefix)], expected);
    for (const after of ["", "/0/5", "/1/1500", "/1/17", "/2/9999", "/z"]) {
      const rest = expected.filter((key) => key > after);
      assert.deepEqual([...keys.range(prefix, after)], rest, `${prefix} after ${after}`);
      assert.equal(keys.count(prefix, after), rest.length, `${prefix} counted after ${after}`);
    }
  }
});
