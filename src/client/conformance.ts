import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigMap } from "../api/types/core/v1.gen.ts";
import { isStatus } from "../machinery/errors/status-error.ts";
import type { WatchEvent } from "../machinery/watch/event.ts";
import { Client } from "./client.ts";
import { configMaps } from "./resources.ts";
import type { Transport } from "./transport.ts";

/** A way to an API server with a namespace `default`, empty of ConfigMaps of our labels. */
export interface OpenTransport {
  readonly transport: Transport;
  close(): Promise<void>;
}

const namespace = "default";
const labels = { suite: "transport" };
const aConfigMap = (name: string, value = "1"): ConfigMap => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, labels }, data: { value } });

/** What every Transport must do. A new one adds one file: transportConformance("http", open). */
export function transportConformance(name: string, open: () => Promise<OpenTransport>): void {
  const check = (promise: string, body: (client: Client, transport: Transport) => Promise<void>): void => {
    test(`transport ${name}: ${promise}`, async () => {
      const { transport, close } = await open();
      try {
        await body(new Client(transport), transport);
      } finally {
        await close();
      }
    });
  };

  check("a created object can be read back with what the server added", async (client) => {
    const created = await client.create(configMaps, aConfigMap("a"));
    const read = await client.get(configMaps, { namespace, name: "a" });
    assert.deepEqual(read, created);
    assert.ok(read.metadata.uid && read.metadata.resourceVersion && read.metadata.creationTimestamp);
  });

  check("an object that is not there is a StatusError NotFound", async (client) => {
    await assert.rejects(client.get(configMaps, { namespace, name: "nobody" }), (error) => isStatus(error, "NotFound") && error.code === 404 && error.message === 'configmaps "nobody" not found');
  });

  check("a name that is taken is AlreadyExists", async (client) => {
    await client.create(configMaps, aConfigMap("a"));
    await assert.rejects(client.create(configMaps, aConfigMap("a")), (error) => isStatus(error, "AlreadyExists"));
  });

  check("an update from an old version is a Conflict, and changes nothing", async (client) => {
    const first = await client.create(configMaps, aConfigMap("a"));
    const second = await client.update(configMaps, { ...structuredClone(first), data: { value: "2" } });
    await assert.rejects(client.update(configMaps, { ...structuredClone(first), data: { value: "3" } }), (error) => isStatus(error, "Conflict"));
    assert.deepEqual((await client.get(configMaps, { namespace, name: "a" })).data, second.data);
  });

  check("a collection's deletion tells what was deleted, and leaves what the selector does not find", async (client) => {
    for (const name of ["a", "b"]) await client.create(configMaps, aConfigMap(name));
    await client.create(configMaps, { ...aConfigMap("c"), metadata: { name: "c", namespace, labels: { ...labels, kept: "yes" } } });
    const deleted = await client.deleteCollection(configMaps, { namespace, labelSelector: "suite=transport,!kept" });
    assert.deepEqual(deleted.items.map(({ kind, metadata }) => [kind, metadata.name]), [["ConfigMap", "a"], ["ConfigMap", "b"]]);
    const { items } = await client.list(configMaps, { namespace, labelSelector: "suite=transport" });
    assert.deepEqual(items.map(({ metadata }) => metadata.name), ["c"]);
  });

  check("patches of both simple kinds apply", async (client) => {
    await client.create(configMaps, aConfigMap("a"));
    await client.patch(configMaps, { namespace, name: "a" }, { type: "application/merge-patch+json", body: { data: { value: null, other: "x" } } });
    const patched = await client.patch(configMaps, { namespace, name: "a" }, { type: "application/json-patch+json", body: [{ op: "replace", path: "/data/other", value: "y" }] });
    assert.deepEqual(patched.data, { other: "y" });
  });

  check("a list selects by label and says at which version it was read", async (client) => {
    await client.create(configMaps, aConfigMap("a"));
    await client.create(configMaps, { ...aConfigMap("b"), metadata: { name: "b", namespace } });
    const list = await client.list(configMaps, { namespace, labelSelector: "suite=transport" });
    assert.deepEqual(list.items.map(({ metadata }) => metadata.name), ["a"]);
    assert.ok(Number(list.metadata.resourceVersion) > 0);
  });

  check("a delete with the wrong UID is refused, with the right one it is done", async (client) => {
    const { metadata } = await client.create(configMaps, aConfigMap("a"));
    await assert.rejects(client.delete(configMaps, { namespace, name: "a" }, { preconditions: { uid: "another" } }), (error) => isStatus(error, "Conflict"));
    await client.delete(configMaps, { namespace, name: "a" }, { preconditions: { uid: metadata.uid } });
    await assert.rejects(client.get(configMaps, { namespace, name: "a" }), (error) => isStatus(error, "NotFound"));
  });

  check("a watch from a version brings every change since, once and in order", async (client, transport) => {
    const since = (await client.list(configMaps, { namespace, labelSelector: "suite=transport" })).metadata.resourceVersion;
    const created = await client.create(configMaps, aConfigMap("a"));
    await client.update(configMaps, { ...structuredClone(created), data: { value: "2" } });
    const stop = new AbortController();
    const seen: string[] = [];
    const options = { resourceVersion: since, labelSelector: "suite=transport" };
    for await (const event of transport.watch<ConfigMap>({ verb: "watch", resource: configMaps, namespace, options }, stop.signal) as AsyncIterable<WatchEvent<ConfigMap>>) {
      seen.push(`${event.type} ${"data" in event.object ? event.object.data?.value : ""}`);
      if (seen.length === 2) await client.delete(configMaps, { namespace, name: "a" }); // a change while the watch runs
      if (seen.length === 3) stop.abort();
    }
    assert.deepEqual(seen, ["ADDED 1", "MODIFIED 2", "DELETED 2"]);
  });

  check("a watch whose signal has aborted ends quietly at once", async (_client, transport) => {
    for await (const event of transport.watch({ verb: "watch", resource: configMaps, namespace }, AbortSignal.abort())) assert.fail(`unexpected ${event.type}`);
  });
}
