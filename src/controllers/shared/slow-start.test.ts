import assert from "node:assert/strict";
import { test } from "node:test";
import { slowStart } from "./slow-start.ts";

async function batchesOf(count: number, failingAt?: number) {
  const batches: number[] = [];
  let inFlight = 0;
  const result = await slowStart(Array.from({ length: count }, (_, index) => index), async (index) => {
    if (inFlight++ === 0) queueMicrotask(() => void batches.push(inFlight));
    await new Promise((resolve) => setImmediate(resolve));
    inFlight--;
    if (index === failingAt) throw new Error("refused");
  });
  return { batches, succeeded: result.succeeded, error: result.error instanceof Error ? result.error.message : undefined };
}

test("slow start: batches double, and the last takes the rest", async () => {
  assert.deepEqual(await batchesOf(10), { batches: [1, 2, 4, 3], succeeded: 10, error: undefined });
});

test("slow start: nothing to do is no batch", async () => {
  assert.deepEqual(await batchesOf(0), { batches: [], succeeded: 0, error: undefined });
});

test("slow start: after a batch with an error no other is begun, and its successes count", async () => {
  assert.deepEqual(await batchesOf(10, 1), { batches: [1, 2], succeeded: 2, error: "refused" });
});
