import assert from "node:assert/strict";
import { test } from "node:test";
import { RealClock } from "./real-clock.ts";

test("RealClock: a delay longer than one timer can wait does not fire at once", async () => {
  const clock = new RealClock();
  const timer = clock.setTimer(2 ** 31, () => assert.fail("it fired 24 days early"));
  await new Promise((resolve) => setTimeout(resolve, 5));
  timer.cancel();
});

test("RealClock: sleep of nothing resolves, and an aborted signal rejects before it begins", async () => {
  const clock = new RealClock();
  const alive = setTimeout(() => {}, 1_000);
  await clock.sleep(-5);
  clearTimeout(alive);
  await assert.rejects(clock.sleep(1_000, AbortSignal.abort(new Error("gone"))), /gone/);
});
