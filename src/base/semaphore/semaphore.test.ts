import assert from "node:assert/strict";
import { test } from "node:test";
import { Semaphore } from "./semaphore.ts";

test("Semaphore: who has to wait is served in the order of asking", async () => {
  const semaphore = new Semaphore(1);
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((holder) => semaphore.run(async () => void order.push(holder))));
  assert.deepEqual(order, [1, 2, 3]);
});

test("Semaphore: no more than its permits are held, and a permit given back twice counts once", async () => {
  const semaphore = new Semaphore(2);
  const first = await semaphore.acquire();
  await semaphore.acquire();
  const third = semaphore.acquire();
  const fourth = semaphore.acquire();
  assert.equal(semaphore.waiting, 2);
  first();
  first();
  await third;
  assert.equal(semaphore.waiting, 1);
  void fourth;
});

test("Semaphore: giving up while waiting leaves the place to the next", async () => {
  const semaphore = new Semaphore(1);
  const release = await semaphore.acquire();
  const controller = new AbortController();
  const impatient = semaphore.acquire(controller.signal);
  const patient = semaphore.acquire();
  controller.abort(new Error("enough"));
  await assert.rejects(impatient, /enough/);
  release();
  (await patient)();
});
