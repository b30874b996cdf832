import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "./virtual-clock.ts";

test("VirtualClock: timers fire in order of time, and in order of setting where the time is the same", async () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  for (const [delayMs, name] of [
    [20, "c"],
    [10, "a"],
    [10, "b"],
    [31, "too late"],
  ] as const)
    clock.setTimer(delayMs, () => fired.push(name));
  await clock.advance(30);
  assert.deepEqual(fired, ["a", "b", "c"]);
  assert.equal(clock.pending, 1);
});

test("VirtualClock: a timer that is due exactly at the end of the move fires", async () => {
  const clock = new VirtualClock();
  let fired = false;
  clock.setTimer(10, () => {
    fired = true;
  });
  await clock.advance(9);
  assert.equal(fired, false);
  await clock.advance(1);
  assert.equal(fired, true);
});

test("VirtualClock: a chain of sleeps runs through in one move, each at its own time", async () => {
  const clock = new VirtualClock(0);
  const wokenAtMs: number[] = [];
  const sleeper = async () => {
    for (let round = 0; round < 3; round++) {
      await clock.sleep(100);
      wokenAtMs.push(clock.now());
    }
  };
  const slept = sleeper();
  await clock.advance(1_000);
  await slept;
  assert.deepEqual(wokenAtMs, [100, 200, 300]);
  assert.equal(clock.now(), 1_000);
});

test("VirtualClock: work that was started before the move settles before time passes", async () => {
  const clock = new VirtualClock(0);
  let startedAtMs = -1;
  void (async () => {
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    startedAtMs = clock.now();
  })();
  await clock.advance(60_000);
  assert.equal(startedAtMs, 0);
});

test("VirtualClock: a cancelled timer does not fire", async () => {
  const clock = new VirtualClock();
  clock.setTimer(10, () => assert.fail("it was cancelled")).cancel();
  assert.equal(clock.nextTimerMs, undefined);
  await clock.advance(20);
});

test("VirtualClock: sleep rejects with the signal's reason and leaves no timer", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const slept = clock.sleep(1_000, controller.signal);
  assert.equal(clock.pending, 1);
  controller.abort(new Error("stop"));
  await assert.rejects(slept, /stop/);
  assert.equal(clock.pending, 0);
});

test("VirtualClock: setting the wall clock moves now, and neither timers nor monotonic", async () => {
  const clock = new VirtualClock({ startMs: 1_000 });
  clock.setTimer(100, () => {});
  clock.setWallClock(5_000);
  assert.deepEqual([clock.now(), clock.monotonic(), clock.nextTimerMs], [5_000, 0, 100]);
});

test("VirtualClock: advanceToNext jumps to the next timer and says when there is none", async () => {
  const clock = new VirtualClock(0);
  clock.setTimer(7_000, () => {});
  assert.equal(await clock.advanceToNext(), true);
  assert.equal(clock.now(), 7_000);
  assert.equal(await clock.advanceToNext(), false);
});

test("VirtualClock: moves that are asked for at once happen one after the other", async () => {
  const clock = new VirtualClock(0);
  await Promise.all([clock.advance(10), clock.advance(5)]);
  assert.equal(clock.now(), 15);
});
