import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "./seeded-random.ts";

test("SeededRandom: the same seed gives the same values, another seed others", () => {
  const draw = (seed: number) => {
    const random = new SeededRandom(seed);
    return [random.float(), random.int(100), random.uuid()];
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
});

test("SeededRandom: values fill their range evenly and never leave it", () => {
  const random = new SeededRandom(1);
  const seen = new Array(10).fill(0);
  for (let round = 0; round < 10_000; round++) {
    const value = random.int(10);
    assert.ok(Number.isInteger(value) && value >= 0 && value < 10);
    seen[value]++;
  }
  for (const count of seen) assert.ok(count > 850 && count < 1_150, `counts are ${seen}`);
});

test("SeededRandom: uuids are version 4 in lower case, and differ", () => {
  const random = new SeededRandom(1);
  const uuids = new Set(Array.from({ length: 1_000 }, () => random.uuid()));
  assert.equal(uuids.size, 1_000);
  for (const uuid of uuids) assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
