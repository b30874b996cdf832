import assert from "node:assert/strict";
import { test } from "node:test";
import type { PersistentVolume } from "../../api/types/core/v1.gen.ts";
import { persistentVolumes } from "../../client/resources.ts";
import { createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";

const aVolume = (phase: "Available" | "Bound" | "Released"): PersistentVolume => ({ apiVersion: "v1", kind: "PersistentVolume", metadata: { name: phase.toLowerCase(), finalizers: ["kubernetes.io/pv-protection"] }, spec: {}, status: { phase } });

test("pv-protection: a deleted volume stays while it is bound", async () => {
  const { client, clock, cluster, errors, start } = createHarness();
  start(controller);
  for (const phase of ["Available", "Bound", "Released"] as const) {
    const { metadata } = await client.create(persistentVolumes, aVolume(phase));
    await client.delete(persistentVolumes, { namespace: "", name: metadata.name ?? "" });
  }
  await clock.advance(1_000);
  assert.deepEqual(["available", "bound", "released"].filter((name) => cluster.get(persistentVolumes, "", name) !== undefined), ["bound"]);
  await client.patch(persistentVolumes, { namespace: "", name: "bound" }, { type: "application/merge-patch+json", subresource: "status", body: { status: { phase: "Released" } } });
  await clock.advance(1_000);
  assert.equal(cluster.get(persistentVolumes, "", "bound"), undefined);
  assert.deepEqual(errors, []);
});
