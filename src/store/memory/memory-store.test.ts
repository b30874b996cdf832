import assert from "node:assert/strict";
import { test } from "node:test";
import { storeConformance } from "../conformance.ts";
import { MemoryStore } from "./memory-store.ts";

storeConformance("memory", async (options) => new MemoryStore(options));

test("MemoryStore: a store begins with what another one holds, and goes on by itself", async () => {
  const first = new MemoryStore();
  await first.create("/a", new Uint8Array([1]));
  await first.update("/a", new Uint8Array([2]), 2);
  const second = new MemoryStore({ from: await first.range("") });
  assert.deepEqual(await second.range(""), await first.range(""));
  assert.deepEqual(await second.update("/a", new Uint8Array([3]), 3), { ok: true, revision: 4 });
  assert.deepEqual((await first.get("/a")).entry?.value, new Uint8Array([2]));
  await assert.rejects(second.changes("", 2), { name: "RevisionCompactedError" });
});
