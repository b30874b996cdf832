import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigMap } from "../../api/types/core/v1.gen.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { Client } from "../client.ts";
import { configMaps } from "../resources.ts";
import { FakeCluster } from "../testing/fake-cluster.ts";
import { Informer } from "./informer.ts";

const aConfigMap = (name: string, value = "1", namespace = "default"): ConfigMap => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { value } });

async function followed() {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const cluster = new FakeCluster(clock, random);
  const client = new Client(cluster.transport);
  await client.create(configMaps, aConfigMap("first"));
  const errors: unknown[] = [];
  const informer = new Informer({ transport: cluster.transport, resource: configMaps, clock, random, onError: (error) => errors.push(error) });
  const log: string[] = [];
  informer.addHandler({
    onAdd: ({ metadata }, initial) => log.push(`add ${metadata.name}${initial ? " (initial)" : ""}`),
    onUpdate: ({ metadata, data }, old) => log.push(`update ${metadata.name} ${old.data?.value}->${data?.value}`),
    onDelete: ({ metadata }) => log.push(`delete ${metadata.name}`),
  });
  const stop = new AbortController();
  void informer.run(stop.signal);
  await clock.advance(0);
  return { clock, cluster, client, informer, log, errors, stop };
}

test("informer: tells what is there, then every change with what was before", async () => {
  const { clock, client, informer, log } = await followed();
  assert.equal(informer.hasSynced, true);
  await client.create(configMaps, aConfigMap("second"));
  await client.update(configMaps, aConfigMap("second", "2"));
  await client.delete(configMaps, { namespace: "default", name: "first" });
  await clock.advance(0);
  assert.deepEqual(log, ["add first (initial)", "add second", "update second 1->2", "delete first"]);
});

test("informer: a cut watch is resumed without telling anything twice", async () => {
  const { clock, cluster, client, log } = await followed();
  await client.create(configMaps, aConfigMap("second"));
  await clock.advance(0);
  cluster.cutWatches();
  await client.create(configMaps, aConfigMap("third"));
  await clock.advance(60_000);
  assert.deepEqual(log, ["add first (initial)", "add second", "add third"]);
});

test("informer: after the server has forgotten the version it lists anew and tells the difference", async () => {
  const { clock, cluster, client, log } = await followed();
  cluster.cutWatches();
  await client.update(configMaps, aConfigMap("first", "2"));
  await client.create(configMaps, aConfigMap("second"));
  await client.delete(configMaps, { namespace: "default", name: "second" });
  await client.create(configMaps, aConfigMap("third"));
  cluster.compact();
  await clock.advance(60_000);
  assert.deepEqual(log, ["add first (initial)", "update first 1->2", "add third"], "what came and went unseen is not told");
});

test("informer: an object deleted and made again under its name between two lists is two objects", async () => {
  const { clock, cluster, client, log } = await followed();
  cluster.cutWatches();
  await client.delete(configMaps, { namespace: "default", name: "first" });
  await client.create(configMaps, aConfigMap("first"));
  cluster.compact();
  await clock.advance(60_000);
  assert.deepEqual(log, ["add first (initial)", "delete first", "add first"]);
});

test("informer: whenSeen resolves when the write is shown, and not before", async () => {
  const { clock, client, informer } = await followed();
  const written = await client.create(configMaps, aConfigMap("second"));
  let seen = false;
  void informer.whenSeen(written.metadata.resourceVersion ?? "").then(() => (seen = informer.lister.get("default", "second") !== undefined));
  assert.equal(informer.hasSeen(written.metadata.resourceVersion ?? ""), false);
  await clock.advance(0);
  assert.equal(seen, true);
});

test("informer: a handler that throws is reported and does not keep others from hearing", async () => {
  const { clock, client, informer, log, errors } = await followed();
  informer.addHandler({ onUpdate: () => { throw new Error("broken handler"); } });
  informer.addHandler({ onUpdate: ({ metadata }) => log.push(`also ${metadata.name}`) });
  await client.update(configMaps, aConfigMap("first", "2"));
  await clock.advance(0);
  assert.deepEqual(log.slice(1), ["update first 1->2", "also first"]);
  assert.equal(errors.length, 1);
});

test("informer: indexes follow the objects, also when they are added late", async () => {
  const { clock, client, informer } = await followed();
  informer.addIndex("value", ({ data }) => [data?.value ?? ""]);
  await client.create(configMaps, aConfigMap("second", "2", "other"));
  await client.update(configMaps, aConfigMap("first", "2"));
  await clock.advance(0);
  const names = (objects: readonly ConfigMap[]) => objects.map(({ metadata }) => metadata.name).sort();
  assert.deepEqual([names(informer.lister.byIndex("value", "1")), names(informer.lister.byIndex("value", "2")), names(informer.lister.inNamespace("other"))], [[], ["first", "second"], ["second"]]);
});
