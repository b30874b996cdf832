import assert from "node:assert/strict";
import { test } from "node:test";
import { IndexSet } from "./index-set.ts";

test("IndexSet: neighbours merge into intervals, and duplicates count once", () => {
  const set = IndexSet.of([4, 2, 3, 0, 7, 3]);
  assert.equal(set.toString(), "0,2-4,7");
  assert.equal(set.size, 5);
  assert.equal(IndexSet.of([0, 1, 4, 5, 6, 8, 9]).toString(), "0,1,4-6,8,9", "two neighbours are no interval");
});

test("IndexSet: what it writes it reads, less what lies beyond the completions", () => {
  assert.equal(IndexSet.parse("0,2-4,7", 10).toString(), "0,2-4,7");
  assert.equal(IndexSet.parse("0,2-4,7", 4).toString(), "0,2,3");
  assert.equal(IndexSet.parse("", 4).size, 0);
  assert.equal(IndexSet.parse(undefined, 4).size, 0);
});

test("IndexSet: has finds both ends of an interval and neither neighbour", () => {
  const set = IndexSet.parse("2-4,8", 10);
  assert.deepEqual([1, 2, 4, 5, 7, 8, 9].map((index) => set.has(index)), [false, true, true, false, false, true, false]);
});

test("IndexSet: firstMissing gives the lowest holes, below the limit and no more than asked for", () => {
  const set = IndexSet.parse("0,2-3", 10);
  assert.deepEqual(set.firstMissing(2, 10), [1, 4]);
  assert.deepEqual(set.firstMissing(10, 6), [1, 4, 5]);
  assert.deepEqual(IndexSet.parse("0-5", 6).firstMissing(1, 6), []);
  assert.deepEqual(IndexSet.empty.firstMissing(0, 6), []);
});

test("IndexSet: union and countIn agree on overlaps", () => {
  const [a, b] = [IndexSet.parse("0-4", 10), IndexSet.parse("3-6", 10)];
  assert.equal(a.union(b).toString(), "0-6");
  assert.equal(a.countIn(b), 2);
});
