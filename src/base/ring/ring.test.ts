import assert from "node:assert/strict";
import { test } from "node:test";
import { Ring } from "./ring.ts";

test("Ring: takes as many as fit, and not one more", () => {
  const ring = new Ring<number>(3);
  assert.deepEqual(
    [1, 2, 3, 4].map((value) => ring.push(value)),
    [true, true, true, false],
  );
  assert.deepEqual([...ring], [1, 2, 3]);
});

test("Ring: keeps its order while it wraps around and grows", () => {
  const ring = new Ring<number>(100);
  let next = 0;
  let expected = 0;
  for (let round = 0; round < 40; round++) {
    for (let added = 0; added < 7; added++) ring.push(next++);
    for (let taken = 0; taken < 5; taken++) assert.equal(ring.shift(), expected++);
  }
  assert.equal(ring.size, 80);
  assert.equal(ring.at(0), expected);
  assert.equal(ring.at(80), undefined);
});

test("Ring: pushEvicting gives back the oldest only when it is full", () => {
  const ring = new Ring<string>(2);
  assert.deepEqual(
    ["a", "b", "c"].map((value) => ring.pushEvicting(value)),
    [undefined, undefined, "a"],
  );
  assert.deepEqual(ring.drain(), ["b", "c"]);
  assert.equal(ring.size, 0);
});
