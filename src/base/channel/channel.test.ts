import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel, ChannelOverflowError } from "./channel.ts";

test("Channel: values come out in order, also to a reader that waited", async () => {
  const channel = new Channel<number>({ capacity: 3 });
  const waiting = channel.take();
  for (const value of [1, 2, 3]) assert.equal(channel.push(value), true);
  assert.equal(await waiting, 1);
  assert.deepEqual(await channel.takeAll(), [2, 3]);
});

test("Channel: reject leaves a full channel as it is", async () => {
  const channel = new Channel<number>({ capacity: 2 });
  assert.deepEqual(
    [1, 2, 3].map((value) => channel.push(value)),
    [true, true, false],
  );
  assert.deepEqual(await channel.takeAll(), [1, 2]);
});

test("Channel: drop-oldest makes room by losing what waited longest", async () => {
  const channel = new Channel<number>({ capacity: 2, overflow: "drop-oldest" });
  assert.deepEqual(
    [1, 2, 3].map((value) => channel.push(value)),
    [true, true, true],
  );
  assert.deepEqual(await channel.takeAll(), [2, 3]);
});

test("Channel: fail cuts a slow reader off with a reason and frees the buffer", async () => {
  const channel = new Channel<number>({ capacity: 2, overflow: "fail" });
  assert.deepEqual(
    [1, 2, 3].map((value) => channel.push(value)),
    [true, true, false],
  );
  assert.equal(channel.size, 0);
  await assert.rejects(channel.take(), ChannelOverflowError);
  assert.equal(channel.push(4), false);
});

test("Channel: close lets readers finish, and then every read is over", async () => {
  const channel = new Channel<number>({ capacity: 2 });
  channel.push(1);
  channel.close();
  assert.equal(channel.push(2), false);
  assert.deepEqual([await channel.take(), await channel.take(), await channel.takeAll()], [1, undefined, undefined]);
});

test("Channel: close wakes every waiting reader", async () => {
  const channel = new Channel<number>({ capacity: 1 });
  const reads = [channel.take(), channel.takeAll()];
  channel.close();
  assert.deepEqual(await Promise.all(reads), [undefined, undefined]);
});

test("Channel: a reader that gives up loses no value for the others", async () => {
  const channel = new Channel<number>({ capacity: 5 });
  const controller = new AbortController();
  const impatient = channel.take(controller.signal);
  const patient = channel.take();
  channel.push(1);
  controller.abort(new Error("enough"));
  // Whether the first got it or not, the second gets one of the two values.
  channel.push(2);
  const got = await Promise.allSettled([impatient, patient]);
  const values = got.map((result) => (result.status === "fulfilled" ? result.value : undefined));
  assert.ok(values[1] === 1 || values[1] === 2);
});

test("Channel: an aborted wait rejects with the signal's reason", async () => {
  const channel = new Channel<number>({ capacity: 1 });
  const controller = new AbortController();
  const waiting = channel.takeAll(controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
});

test("Channel: leaving the loop early closes it", async () => {
  const channel = new Channel<number>({ capacity: 3 });
  for (const value of [1, 2, 3]) channel.push(value);
  for await (const value of channel) if (value === 2) break;
  assert.equal(channel.isClosed, true);
});
