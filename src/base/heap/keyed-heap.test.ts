import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../seeded-random.ts";
import { KeyedHeap } from "./keyed-heap.ts";

const less = (a: number, b: number) => a < b;

test("KeyedHeap: entries come out in order, whatever was changed or removed before", () => {
  const heap = new KeyedHeap<string, number>(less);
  for (const [key, value] of [
    ["a", 5],
    ["b", 1],
    ["c", 4],
    ["d", 2],
  ] as const)
    heap.set(key, value);
  heap.set("a", 0);
  heap.set("b", 9);
  assert.equal(heap.delete("c"), 4);
  assert.equal(heap.delete("gone"), undefined);
  assert.deepEqual([heap.peekKey(), heap.pop(), heap.pop(), heap.pop(), heap.pop()], ["a", 0, 2, 9, undefined]);
});

test("KeyedHeap: agrees with a sorted list over thousands of random steps", () => {
  const random = new SeededRandom(11);
  const heap = new KeyedHeap<number, number>(less);
  const model = new Map<number, number>();
  for (let step = 0; step < 5_000; step++) {
    const key = random.int(50);
    if (random.int(3) === 0) {
      assert.equal(heap.delete(key), model.get(key));
      model.delete(key);
    } else {
      const value = random.int(1_000_000);
      heap.set(key, value);
      model.set(key, value);
    }
    assert.equal(heap.peek(), model.size === 0 ? undefined : Math.min(...model.values()));
    assert.equal(heap.size, model.size);
  }
});
