import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { RevisionCompactedError } from "../../store/contract.ts";
import { MemoryStore } from "../../store/memory/memory-store.ts";
import { encodeForStore } from "../watchcache/stored-bytes.ts";
import { WatchCache } from "../watchcache/watch-cache.ts";
import { Compactor, compactionIntervalMs } from "./compactor.ts";

test("history is kept for one interval and forgotten after two", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore();
  const compactor = new Compactor({ store, caches: { dropOldHistory: () => {} }, clock });
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
  const compactor = new Compactor({ store, caches: { dropOldHistory: () => {} }, clock });
  await store.create("/a", new Uint8Array(1));
  compactor.stop();
  await clock.advance(10 * compactionIntervalMs);
  assert.equal((await store.changes("/", 1)).events.length, 1);
  await store.close();
});

test("caches let go of a burst's history once it is too old, although the resource has come to rest", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore();
  const caches = new WatchCache({ store, clock });
  const cache = await caches.current("/registry/core/configmaps/");
  const compactor = new Compactor({ store, caches, clock });
  await clock.advance(1);
  for (let nth = 0; nth < 500; nth++) await store.create(`/registry/core/configmaps/default/c${nth}`, encodeForStore({ metadata: { name: `c${nth}` } }));
  await caches.current("/registry/core/configmaps/");
  const revision = await store.revision();
  await clock.advance(compactionIntervalMs - 1);
  assert.deepEqual([cache.history.size, cache.history.since], [500, 1]);
  await clock.advance(compactionIntervalMs);
  assert.deepEqual([cache.history.size, cache.history.since], [100, revision - 100]);
  compactor.stop();
  await caches.close();
  await store.close();
});
