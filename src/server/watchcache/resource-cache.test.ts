import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../../base/seeded-random.ts";
import type { StoreEvent } from "../../store/contract.ts";
import { MemoryStore } from "../../store/memory/memory-store.ts";
import { ResourceCache } from "./resource-cache.ts";
import { encodeForStore } from "./stored-bytes.ts";

const prefix = "/registry/core/configmaps/";

/** Random creates, updates and deletes under two namespaces; returns the store with all of its history. */
async function randomHistory(seed: number, writes: number): Promise<{ store: MemoryStore; events: readonly StoreEvent[] }> {
  const random = new SeededRandom(seed);
  const store = new MemoryStore();
  for (let i = 0; i < writes; i++) {
    const name = `c${random.int(12)}`;
    const key = `${prefix}${random.int(2) === 0 ? "a" : "b"}/${name}`;
    const value = encodeForStore({ metadata: { name, annotations: { write: String(i) } } });
    const { entry } = await store.get(key);
    if (entry === undefined) await store.create(key, value);
    else if (random.int(3) === 0) await store.delete(key, entry.modRevision);
    else await store.update(key, value, entry.modRevision);
  }
  return { store, events: (await store.changes(prefix, 1)).events };
}

test("at every revision that the history covers, a cache shows what the store shows", async () => {
  const { store, events } = await randomHistory(3, 300);
  const cache = new ResourceCache(prefix, { maxEvents: 200 });
  cache.load([], 1);
  for (const event of events) cache.apply(event, 0);
  const newest = await store.revision();
  assert.equal(cache.history.since, newest - 200);
  for (let revision = cache.history.since; revision <= newest; revision++) {
    for (const [scope, startAfter] of [["", undefined], ["a/", undefined], ["", "a/c5"], ["b/", "b/c3"]] as const) {
      const { entries } = await store.range(prefix + scope, { revision, startAfter: startAfter === undefined ? undefined : prefix + startAfter });
      const expected = entries.map((entry) => `${entry.key.slice(prefix.length)}@${entry.modRevision}`);
      const seen = [...cache.objectsAt(revision, scope, startAfter)].map(([key, object]) => `${key}@${object.metadata?.resourceVersion}`);
      assert.deepEqual(seen, expected, `${scope} after ${startAfter} at ${revision}`);
    }
  }
});

test("changes older than the history's age are dropped, those at its age are kept", () => {
  const cache = new ResourceCache(prefix, { maxAgeMs: 1_000 });
  cache.load([], 1);
  const put = (revision: number): StoreEvent => ({ type: "put", revision, entry: { key: `${prefix}a/${revision}`, value: encodeForStore({ metadata: {} }), createRevision: revision, modRevision: revision } });
  cache.apply(put(2), 0);
  cache.apply(put(3), 1_000);
  assert.equal(cache.history.since, 1);
  cache.apply(put(4), 1_001);
  assert.equal(cache.history.since, 2);
  assert.deepEqual(cache.history.after(2).map(({ revision }) => revision), [3, 4]);
});

test("an object's size is the average after loading, and is led by what is written", () => {
  const cache = new ResourceCache(prefix);
  const ofSize = (sizeBytes: number) => encodeForStore({ metadata: { name: "x".repeat(sizeBytes - encodeForStore({ metadata: { name: "" } }).byteLength) } });
  const entry = (name: string, sizeBytes: number, revision: number) => ({ key: `${prefix}a/${name}`, value: ofSize(sizeBytes), createRevision: revision, modRevision: revision });
  cache.load([entry("a", 100, 1), entry("b", 300, 2), entry("c", 800, 3)], 3);
  assert.equal(cache.averageBytes, 400);
  cache.apply({ type: "put", revision: 4, entry: entry("d", 600, 4) }, 0);
  assert.equal(cache.averageBytes, 450);
  cache.apply({ type: "put", revision: 5, entry: entry("d", 850, 5) }, 0);
  assert.equal(cache.averageBytes, 550);
  cache.load([], 6);
  assert.equal(cache.averageBytes, 0);
});
