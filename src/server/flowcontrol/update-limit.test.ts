import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { UpdateLimit } from "./update-limit.ts";

test("a name is written six times a minute, then waits half a minute or more; others do not", async () => {
  const clock = new VirtualClock();
  const limit = new UpdateLimit(clock, new SeededRandom(1));
  assert.deepEqual(Array.from({ length: 6 }, () => limit.delayOf("a")), new Array(6).fill(undefined));
  const delayMs = limit.delayOf("a") ?? 0;
  assert.equal(delayMs >= 30_000 && delayMs < 75_000, true, String(delayMs));
  assert.equal(limit.delayOf("b"), undefined);
  await clock.advance(59_999);
  assert.notEqual(limit.delayOf("a"), undefined);
  await clock.advance(1);
  assert.equal(limit.delayOf("a"), undefined);
});
