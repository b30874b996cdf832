import assert from "node:assert/strict";
import { test } from "node:test";
import { Seats } from "./seats.ts";

const never = new AbortController().signal;

/** Takes the only seat and lets `arrivals` wait, each named by its flow and number; answers what was served, in order. */
async function servedInOrder(arrivals: readonly string[]): Promise<string[]> {
  const seats = new Seats({ seats: 1, waiting: 100, waitingPerFlow: 100 });
  const served: string[] = [];
  assert.equal(seats.tryAcquire(), true);
  const all = arrivals.map((name) => seats.enqueue(name[0] ?? "", never)?.then(() => {
    served.push(name);
    seats.release();
  }));
  seats.release();
  await Promise.all(all);
  assert.deepEqual([seats.running, seats.waiting], [0, 0]);
  return served;
}

test("Seats: as many run as there are seats, and a seat that is given back is taken again", () => {
  const seats = new Seats({ seats: 2, waiting: 0, waitingPerFlow: 0 });
  assert.deepEqual([seats.tryAcquire(), seats.tryAcquire(), seats.tryAcquire()], [true, true, false]);
  assert.equal(seats.enqueue("a", never), undefined);
  seats.release();
  assert.deepEqual([seats.running, seats.tryAcquire()], [1, true]);
});

test("Seats: one flow is served in its order", async () => assert.deepEqual(await servedInOrder(["a1", "a2", "a3"]), ["a1", "a2", "a3"]));

test("Seats: a flood of one flow does not hold up another", async () => assert.deepEqual(await servedInOrder(["a1", "a2", "a3", "b1", "c1", "b2"]), ["a1", "b1", "c1", "a2", "b2", "a3"]));

test("Seats: a flow waits only so long a queue, all flows together only so long a queue, and then they are refused", () => {
  const seats = new Seats({ seats: 1, waiting: 3, waitingPerFlow: 2 });
  seats.tryAcquire();
  const waits = ["a", "a", "a", "b", "b", "c"].map((flow) => seats.enqueue(flow, never) !== undefined);
  assert.deepEqual(waits, [true, true, false, true, false, false]);
});

test("Seats: who gives up leaves its place to others, and its seat is not lost", async () => {
  const seats = new Seats({ seats: 1, waiting: 2, waitingPerFlow: 1 });
  seats.tryAcquire();
  const impatient = new AbortController();
  const first = seats.enqueue("a", impatient.signal);
  const second = seats.enqueue("b", never);
  impatient.abort(new Error("gone"));
  await assert.rejects(first ?? Promise.resolve(), /gone/);
  assert.equal(seats.waiting, 1);
  assert.notEqual(seats.enqueue("a", never), undefined);
  seats.release();
  await second;
  assert.deepEqual([seats.running, seats.waiting], [1, 1]);
  await assert.rejects(new Seats({ seats: 0, waiting: 1, waitingPerFlow: 1 }).enqueue("a", impatient.signal) ?? Promise.resolve(), /gone/);
});
