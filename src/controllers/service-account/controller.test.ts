import assert from "node:assert/strict";
import { test } from "node:test";
import { namespaces, serviceAccounts } from "../../client/resources.ts";
import { createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";

async function withNamespace(phase: "Active" | "Terminating") {
  const harness = createHarness();
  harness.start(controller);
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" }, spec: {} };
  await harness.client.create(namespaces, namespace);
  await harness.client.updateStatus(namespaces, { ...namespace, status: { phase } });
  await harness.clock.advance(100);
  return harness;
}

test("service-account: a namespace gets its default account, and gets it back when it is deleted", async () => {
  const { client, clock, cluster } = await withNamespace("Active");
  const first = cluster.get(serviceAccounts, "shop", "default")?.metadata?.uid;
  assert.ok(first);
  await client.delete(serviceAccounts, { namespace: "shop", name: "default" });
  await clock.advance(100);
  const second = cluster.get(serviceAccounts, "shop", "default")?.metadata?.uid;
  assert.ok(second && second !== first);
});

test("service-account: a namespace on its way out gets none", async () => {
  const { cluster } = await withNamespace("Terminating");
  assert.deepEqual(cluster.list(serviceAccounts), []);
});
