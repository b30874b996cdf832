import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { RevisionCompactedError } from "../../store/contract.ts";
import { MemoryStore } from "../../store/memory/memory-store.ts";
import { Compactor, compactionIntervalMs } from "./compactor.ts";

test("history is kept for one interval and forgotten after two", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore();
  const compactor = new Compactor(store, clock);
  await store.create("/a", new Uint8Array(1));
  await store.update("/a", new Uint8Array(2), 2);
  await clock.advance(2 * compactionIntervalMs - 1);
  assert.equal((await store.changes("/", 1)).events.length, 2);
  await clock.advance(1);
  await assert.rejects(store.changes("/", 1), RevisionCompactedError);
  assert.deepEqual(await store.changes("/", 3), { events: [], through: 3 });
  compactor.stop();
  await store.close();
});

test("a stopped compactor leaves the store alone", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore();
  const compactor = new Compactor(store, clock);
  await store.create("/a", new Uint8Array(1));
  compactor.stop();
  await clock.advance(10 * compactionIntervalMs);
  assert.equal((await store.changes("/", 1)).events.length, 1);
  await store.close();
});
