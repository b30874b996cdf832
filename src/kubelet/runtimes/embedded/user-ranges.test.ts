import assert from "node:assert/strict";
import { test } from "node:test";
import { USERS_OF_A_POD, UserRanges } from "./user-ranges.ts";

test("no two pods share an id, until every range is in use", () => {
  const ranges = new UserRanges("dev");
  const given: number[] = [];
  for (let first = ranges.allocate(); first !== undefined; first = ranges.allocate()) given.push(first);
  assert.equal(new Set(given).size, 4094);
  assert.ok(given.every((first) => first % USERS_OF_A_POD === 0 && first >= 0x7000_0000 && first + USERS_OF_A_POD <= 0x7ffe_0000));
});

test("a range that is given back is handed out again, last of all", () => {
  const ranges = new UserRanges("dev");
  const first = ranges.allocate() ?? 0;
  ranges.release(first);
  const later: (number | undefined)[] = [];
  for (let count = 0; count < 4094; count++) later.push(ranges.allocate());
  assert.equal(later.at(-1), first);
  assert.equal(ranges.allocate(), undefined);
});

test("a range that a record claims is not handed out", () => {
  const probe = new UserRanges("dev").allocate() ?? 0;
  const ranges = new UserRanges("dev");
  ranges.claim(probe);
  assert.notEqual(ranges.allocate(), probe);
});

test("clusters of different names start at different places", () => {
  assert.notEqual(new UserRanges("one").allocate(), new UserRanges("two").allocate());
});
