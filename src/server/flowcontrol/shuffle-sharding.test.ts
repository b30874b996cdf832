import assert from "node:assert/strict";
import { test } from "node:test";
import { dealHand, hashFlow } from "./shuffle-sharding.ts";

test("a hand has so many different cards of the deck, and is the same each time", () => {
  for (let flow = 0; flow < 200; flow++) {
    const hand = dealHand(hashFlow("schema", String(flow)), 64, 6);
    assert.equal(new Set(hand).size, 6);
    assert.ok(hand.every((card) => card >= 0 && card < 64), String(hand));
    assert.deepEqual(dealHand(hashFlow("schema", String(flow)), 64, 6), hand);
  }
});

test("a hand of the whole deck is the whole deck", () => {
  assert.deepEqual(dealHand(hashFlow("a", "b"), 4, 4).sort(), [0, 1, 2, 3]);
  assert.deepEqual(dealHand(hashFlow("a", "b"), 1, 1), [0]);
});

test("every order of cards comes from some hash", () => {
  const orders = new Set(Array.from({ length: 6 }, (_, hash) => dealHand(BigInt(hash), 3, 3).join("")));
  assert.deepEqual([...orders].sort(), ["012", "021", "102", "120", "201", "210"]);
});

test("flows are spread evenly over the deck, and schema and distinguisher are told apart", () => {
  const dealt = new Array<number>(16).fill(0);
  for (let flow = 0; flow < 4_000; flow++) for (const card of dealHand(hashFlow("schema", `user-${flow}`), 16, 4)) dealt[card] = (dealt[card] ?? 0) + 1;
  assert.ok(Math.min(...dealt) > 850 && Math.max(...dealt) < 1_150, String(dealt));
  assert.notEqual(hashFlow("ab", "c"), hashFlow("a", "bc"));
});
