import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestOptions } from "../../../machinery/request/api-request.ts";
import { eventLine, RegistryHarness } from "../testing/registry-harness.ts";

const configMaps = { resource: "configmaps", namespace: "default" } as const;

/** Revisions: a@2 b@3, a relabelled @4, b deleted @5. */
async function withHistory(): Promise<RegistryHarness> {
  const harness = new RegistryHarness();
  for (const name of ["a", "b"]) await harness.object({ verb: "create", ...configMaps, body: { metadata: { name, labels: { app: name } } } });
  await harness.object({ verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { metadata: { labels: { app: "x" } } } });
  await harness.object({ verb: "delete", ...configMaps, name: "b" });
  return harness;
}

const initial = { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan", allowWatchBookmarks: true } as const;
const cases: { name: string; options: RequestOptions; events: string[] }[] = [
  { name: "without a version the state comes first", options: {}, events: ["ADDED default/a@4", "ADDED default/c@6"] },
  { name: "from 0 as well", options: { resourceVersion: "0" }, events: ["ADDED default/a@4", "ADDED default/c@6"] },
  { name: "from a past version what happened since", options: { resourceVersion: "3" }, events: ["MODIFIED default/a@4", "DELETED default/b@5", "ADDED default/c@6"] },
  { name: "from before everything", options: { resourceVersion: "1" }, events: ["ADDED default/a@2", "ADDED default/b@3", "MODIFIED default/a@4", "DELETED default/b@5", "ADDED default/c@6"] },
  { name: "from the newest only what comes", options: { resourceVersion: "5" }, events: ["ADDED default/c@6"] },
  { name: "an object that leaves the selector is deleted for its watchers", options: { resourceVersion: "2", labelSelector: "app=a" }, events: ["DELETED default/a@4"] },
  { name: "an object that enters the selector is added for its watchers", options: { resourceVersion: "2", labelSelector: "app=x" }, events: ["ADDED default/a@4"] },
  { name: "one name", options: { resourceVersion: "1", fieldSelector: "metadata.name=b" }, events: ["ADDED default/b@3", "DELETED default/b@5"] },
  { name: "initial events end with a bookmark", options: initial, events: ["ADDED default/a@4", "BOOKMARK@5 (end of initial events)", "ADDED default/c@6"] },
];

for (const { name, options, events } of cases) {
  for (const server of ["the server that saw it", "a server that started later"]) {
    test(`watch on ${server}: ${name}`, async () => {
      const harness = await withHistory();
      const later = new RegistryHarness({ store: harness.store });
      const subscription = await (server === "the server that saw it" ? harness : later).watch({ ...configMaps, options });
      await harness.object({ verb: "create", ...configMaps, body: { metadata: { name: "c" } } });
      const lines: string[] = [];
      while (lines.length < events.length) lines.push(...((await subscription.next()) ?? []).map(eventLine));
      assert.deepEqual(lines, events);
      subscription.stop();
      assert.equal(await subscription.next(), undefined);
      await later.registry.close();
      await harness.close();
    });
  }
}

test("watch: a version that was compacted is told of by the watch itself, also on a server that started later", async () => {
  const harness = await withHistory();
  await harness.store.compact(4);
  const later = new RegistryHarness({ store: harness.store });
  const watch = await later.watch({ ...configMaps, options: { resourceVersion: "3" } });
  const [only] = (await watch.next()) ?? [];
  const { code, reason, message } = only?.object as { code: number; reason: string; message: string };
  assert.deepEqual([only?.type, code, reason, message], ["ERROR", 410, "Expired", "too old resource version: 3 (4)"]);
  assert.equal(await watch.next(), undefined);
  await later.registry.close();
  await harness.close();
});

test("watch: from a version of the future nothing is told until it has passed", async () => {
  const harness = await withHistory();
  const watch = await harness.watch({ ...configMaps, options: { resourceVersion: "7" } });
  for (const name of ["c", "d", "e"]) await harness.object({ verb: "create", ...configMaps, body: { metadata: { name } } });
  assert.deepEqual((await watch.next())?.map(eventLine), ["ADDED default/e@8"]);
  await harness.close();
});

test("watch: initial events from a version that does not come are an error in the watch", async () => {
  const harness = await withHistory();
  const opening = harness.watch({ ...configMaps, options: { ...initial, resourceVersion: "9" } });
  await harness.clock.advance(3_000);
  assert.deepEqual((await (await opening).next())?.map(eventLine), ["ERROR 504"]);
  await harness.close();
});

test("watch: who takes bookmarks gets the end mark also without asking for initial events", async () => {
  const harness = await withHistory();
  for (const resourceVersion of [undefined, "0"]) {
    const watch = await harness.watch({ ...configMaps, options: { resourceVersion, allowWatchBookmarks: true } });
    assert.deepEqual((await watch.next())?.map(eventLine), ["ADDED default/a@4", "BOOKMARK@5 (end of initial events)"]);
  }
  await harness.close();
});

test("watch: two watchers with the same view get the very same events", async () => {
  const harness = await withHistory();
  const watches = await Promise.all([1, 2].map(() => harness.watch({ ...configMaps, options: { resourceVersion: "5", labelSelector: "app" } })));
  await harness.object({ verb: "create", ...configMaps, body: { metadata: { name: "c", labels: { app: "c" } } } });
  const [one, two] = await Promise.all(watches.map((watch) => watch.next()));
  assert.equal(one, two);
  await harness.close();
});

test("watch: a bookmark comes once a minute and two seconds before the end to those who allow it", async () => {
  const harness = await withHistory();
  const patient = await harness.watch({ ...configMaps, options: { resourceVersion: "5", allowWatchBookmarks: true, timeoutSeconds: 90 } });
  const plain = await harness.watch({ ...configMaps, options: { resourceVersion: "5", timeoutSeconds: 90 } });
  await harness.object({ verb: "create", resource: "secrets", namespace: "default", body: { metadata: { name: "other" } } });
  const told: string[] = [];
  const reading = (async () => {
    for (let events = await patient.next(); events !== undefined; events = await patient.next()) told.push(...events.map((event) => `${eventLine(event)} after ${harness.clock.monotonic() / 1_000} s`));
  })();
  await harness.clock.advance(90_000);
  await reading;
  assert.deepEqual(told, ["BOOKMARK@6 after 60 s", "BOOKMARK@6 after 88 s"]);
  assert.equal(await plain.next(), undefined);
  await harness.close();
});

test("watch: one that is shorter than two seconds ends without a bookmark", async () => {
  const harness = await withHistory();
  const watch = await harness.watch({ ...configMaps, options: { resourceVersion: "5", allowWatchBookmarks: true, timeoutSeconds: 1 } });
  await harness.clock.advance(1_000);
  assert.equal(await watch.next(), undefined);
  await harness.close();
});

test("watch: who does not read is cut off with 410 and delays nobody", async () => {
  const harness = new RegistryHarness();
  const slow = await harness.watch({ ...configMaps });
  const quick = await harness.watch({ ...configMaps, options: { labelSelector: "app" } });
  await harness.object({ verb: "create", ...configMaps, body: { metadata: { name: "a" } } });
  for (let i = 0; i < 4_097; i++) {
    await harness.object({ verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { data: { i: String(i) } } });
  }
  assert.deepEqual((await slow.next())?.map(eventLine), ["ERROR 410"]);
  assert.equal(await slow.next(), undefined);
  await harness.object({ verb: "create", ...configMaps, body: { metadata: { name: "b", labels: { app: "b" } } } });
  assert.equal((await quick.next())?.length, 1);
  await harness.close();
});

test("watch: events carry the served version where another is stored", async () => {
  const harness = new RegistryHarness();
  const v1 = await harness.watch({ resource: "horizontalpodautoscalers.v1.autoscaling" });
  const spec = { scaleTargetRef: { kind: "Deployment", name: "web", apiVersion: "apps/v1" }, maxReplicas: 3, metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } }] };
  await harness.object({ verb: "create", resource: "horizontalpodautoscalers.v2.autoscaling", namespace: "default", body: { metadata: { name: "web" }, spec } });
  const [event] = (await v1.next()) ?? [];
  const seen = event?.object as { apiVersion: string; spec: { targetCPUUtilizationPercentage: number } };
  assert.deepEqual([seen.apiVersion, seen.spec.targetCPUUtilizationPercentage], ["autoscaling/v1", 50]);
  await harness.close();
});
