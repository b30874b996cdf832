import assert from "node:assert/strict";
import { test } from "node:test";
import { expiryIntervalMs } from "./expirer.ts";
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
  await harness.clock.advance(2 * expiryIntervalMs);
  assert.deepEqual(await names(), []);
  assert.equal((await harness.list({ resource: "configmaps" })).items.length, 1);
  await harness.close();
});
