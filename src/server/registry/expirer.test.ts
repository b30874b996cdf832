import assert from "node:assert/strict";
import { test } from "node:test";
import { keptAtMost } from "../../api/core/event/expiry.ts";
import { expiredOf, expiryIntervalMs } from "./expirer.ts";
import { RegistryHarness } from "./testing/registry-harness.ts";

const lifetimeMs = 3_600_000;

test("events go an hour after they last happened, and other objects stay", async () => {
  const harness = new RegistryHarness();
  const event = (name: string, fields = {}) => ({ metadata: { name }, involvedObject: { kind: "Pod", namespace: "default", name: "p" }, reason: "R", message: "m", type: "Normal", source: { component: "s" }, ...fields });
  const events = { resource: "events", namespace: "default" } as const;
  await harness.object({ verb: "create", ...events, body: event("once") });
  await harness.object({ verb: "create", ...events, body: event("again", { count: 2, lastTimestamp: "2026-01-01T00:05:01Z" }) });
  await harness.object({ verb: "create", resource: "configmaps", namespace: "default", body: { metadata: { name: "a" } } });
  const names = async () => (await harness.list(events)).items.map(({ metadata }) => metadata?.name);

  await harness.clock.advance(lifetimeMs - expiryIntervalMs);
  assert.deepEqual(await names(), ["again", "once"]);
  await harness.clock.advance(expiryIntervalMs);
  assert.deepEqual(await names(), ["again"]);
  await harness.clock.advance(6 * expiryIntervalMs); // past the moment at which it last happened
  assert.deepEqual(await names(), []);
  assert.equal((await harness.list({ resource: "configmaps" })).items.length, 1);
  await harness.close();
});

const rows: readonly { name: string; ends: number[]; keptAtMost?: number; gone: number[] }[] = [
  { name: "one whose time is just over goes, one with a millisecond left stays", ends: [100, 101], gone: [100] },
  { name: "as many as are kept stay", ends: [200, 300], keptAtMost: 2, gone: [] },
  { name: "one more than are kept: the one that changed longest ago goes", ends: [300, 200, 400], keptAtMost: 2, gone: [300] },
  { name: "those whose time is over do not count among the kept", ends: [50, 200, 300], keptAtMost: 2, gone: [50] },
];
for (const { name, ends, keptAtMost, gone } of rows) {
  test(`expiry: ${name}`, () => {
    const objects = ends.map((end) => ({ metadata: { name: String(end) } }));
    const strategy = { group: "", resource: "events", expiresAtMs: (object: { metadata?: { name?: string } }) => Number(object.metadata?.name), keptAtMost };
    assert.deepEqual(expiredOf(objects, objects.length, strategy, 100).map(({ metadata }) => Number(metadata?.name)), gone);
  });
}

test("expiry: what is left is not looked at once one stays", () => {
  const objects = function* () {
    yield { metadata: { name: "50" } };
    yield { metadata: { name: "101" } };
    assert.fail("read on");
  };
  const strategy = { group: "", resource: "events", expiresAtMs: (object: { metadata?: { name?: string } }) => Number(object.metadata?.name) };
  assert.deepEqual(expiredOf(objects(), 3, strategy, 100), [{ metadata: { name: "50" } }]);
});

test("a flood of events is cut back while it lasts, and the newest stay", async () => {
  const harness = new RegistryHarness();
  const events = { resource: "events", namespace: "default" } as const;
  const name = (at: number): string => `e-${String(at).padStart(5, "0")}`;
  const count = keptAtMost + keptAtMost / 20;
  for (let at = 0; at < count; at++) {
    await harness.object({ verb: "create", ...events, body: { metadata: { name: name(at) }, involvedObject: { kind: "Pod", namespace: "default", name: "p" }, reason: "R", message: "m", type: "Normal", source: { component: "s" } } });
  }
  await harness.clock.advance(0);
  const { items } = await harness.list(events);
  assert.deepEqual([items.length, items[0]?.metadata?.name, items.at(-1)?.metadata?.name], [keptAtMost, name(count - keptAtMost), name(count - 1)]);
  await harness.close();
});
