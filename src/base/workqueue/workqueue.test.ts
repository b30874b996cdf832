import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../virtual-clock.ts";
import { defaultBackoff } from "./backoff.ts";
import { runWorkers } from "./run-workers.ts";
import { WorkQueue } from "./workqueue.ts";

test("WorkQueue: a key that is added many times is taken once", async () => {
  const queue = new WorkQueue<string>(new VirtualClock());
  for (const key of ["a", "b", "a", "a"]) queue.add(key);
  assert.equal(queue.length, 2);
  assert.deepEqual([await queue.take(), await queue.take()], ["a", "b"]);
});

test("WorkQueue: a key that is added while in hand comes back when it is done, and not before", async () => {
  const queue = new WorkQueue<string>(new VirtualClock());
  queue.add("a");
  await queue.take();
  queue.add("a");
  queue.add("a");
  assert.equal(queue.length, 0);
  queue.done("a");
  assert.equal(queue.length, 1);
  await queue.take();
  queue.done("a");
  assert.equal(queue.length, 0);
});

test("WorkQueue: of several delays for one key the one that ends first counts", async () => {
  const clock = new VirtualClock();
  const queue = new WorkQueue<string>(clock);
  queue.addAfter("a", 5_000);
  queue.addAfter("a", 1_000);
  queue.addAfter("a", 9_000);
  await clock.advance(999);
  assert.equal(queue.length, 0);
  await clock.advance(1);
  assert.equal(queue.length, 1);
  assert.equal(queue.delayed, 0);
});

test("WorkQueue: a failing key is retried with doubling delays, and a success resets them", async () => {
  const clock = new VirtualClock(0);
  const queue = new WorkQueue<string>(clock, { backoff: (failures) => 1_000 * 2 ** (failures - 1) });
  const triedAtSeconds: number[] = [];
  const controller = new AbortController();
  const workers = runWorkers(
    queue,
    2,
    () => {
      triedAtSeconds.push(clock.now() / 1_000);
      if (triedAtSeconds.length <= 3) throw new Error("not yet");
    },
    controller.signal,
  );
  queue.add("default/web");
  await clock.advance(60_000);
  assert.deepEqual(triedAtSeconds, [0, 1, 3, 7]);
  assert.equal(queue.failures("default/web"), 0);
  controller.abort();
  await workers;
});

test("defaultBackoff: starts at 5 ms, doubles, and stops growing at 1000 s", () => {
  assert.deepEqual([1, 2, 3, 18, 19].map(defaultBackoff), [5, 10, 20, 655_360, 1_000_000]);
});

test("WorkQueue: takers are served as keys come, and an aborted one leaves its key to the next", async () => {
  const queue = new WorkQueue<string>(new VirtualClock());
  const controller = new AbortController();
  const first = queue.take(controller.signal);
  const second = queue.take();
  queue.add("a");
  controller.abort();
  assert.equal(await first, undefined);
  assert.equal(await second, "a");
});

test("WorkQueue: after a shutdown what is queued is still handed out, and nothing else gets in", async () => {
  const clock = new VirtualClock();
  const queue = new WorkQueue<string>(clock);
  queue.add("a");
  queue.addAfter("b", 10);
  const [key, waiting] = [queue.take(), queue.take()];
  queue.shutDown();
  queue.add("c");
  assert.deepEqual([await key, await waiting], ["a", undefined]);
  assert.equal(clock.pending, 0);
});

test("runWorkers: no key is ever in two hands, and no more than the given number work at once", async () => {
  const clock = new VirtualClock();
  const queue = new WorkQueue<number>(clock);
  const inHand = new Set<number>();
  let most = 0;
  const controller = new AbortController();
  const workers = runWorkers(
    queue,
    3,
    async (key) => {
      assert.ok(!inHand.has(key));
      inHand.add(key);
      most = Math.max(most, inHand.size);
      await clock.sleep(10);
      inHand.delete(key);
    },
    controller.signal,
  );
  for (let round = 0; round < 20; round++) {
    for (let key = 0; key < 5; key++) queue.add(key);
    await clock.advance(7);
  }
  assert.equal(most, 3);
  controller.abort();
  await clock.advance(10);
  await workers;
});

test("runWorkers: requeueAfterMs brings the key back on time without counting as a failure", async () => {
  const clock = new VirtualClock(0);
  const queue = new WorkQueue<string>(clock);
  const at: number[] = [];
  const controller = new AbortController();
  const reconcile = () => {
    at.push(clock.now());
    return at.length < 3 ? { requeueAfterMs: 500 } : undefined;
  };
  const workers = runWorkers(queue, 1, reconcile, controller.signal);
  queue.add("a");
  await clock.advance(5_000);
  assert.deepEqual(at, [0, 500, 1_000]);
  controller.abort();
  await workers;
});

test("runWorkers: failures are reported with their key", async () => {
  const clock = new VirtualClock();
  const queue = new WorkQueue<string>(clock);
  const reported: string[] = [];
  const controller = new AbortController();
  const onError = (key: string, error: unknown) => void reported.push(`${key}: ${(error as Error).message}`);
  const workers = runWorkers(queue, 1, () => Promise.reject(new Error("disk full")), controller.signal, { onError });
  queue.add("a");
  await clock.settle();
  assert.deepEqual(reported, ["a: disk full"]);
  controller.abort();
  await workers;
});
