import assert from "node:assert/strict";
import { test } from "node:test";
import type { PersistentVolume, PersistentVolumeClaim } from "../../api/types/core/v1.gen.ts";
import { persistentVolumeClaims, persistentVolumes, volumeAttributesClasses } from "../../client/resources.ts";
import { createHarness } from "../testing/harness.ts";
import { classesOfClaim, controller } from "./controller.ts";

const aVolume: PersistentVolume = { apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "v" }, spec: { volumeAttributesClassName: "fast" } };
const aClaim: PersistentVolumeClaim = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "c", namespace: "default" }, spec: { volumeAttributesClassName: "fast" } };

test("a claim names the class it wants, the one it has and the one it is being changed to, each once", () => {
  const status: PersistentVolumeClaim["status"] = { currentVolumeAttributesClassName: "slow", modifyVolumeStatus: { status: "InProgress", targetVolumeAttributesClassName: "fast" } };
  assert.deepEqual(classesOfClaim({ ...aClaim, status }), ["fast", "slow"]);
  assert.deepEqual(classesOfClaim({ ...aClaim, spec: { volumeAttributesClassName: "" } }), []);
});

test("vac-protection: a deleted class stays until neither volume nor claim names it", async () => {
  const { client, clock, cluster, errors, start } = createHarness();
  start(controller);
  await client.create(persistentVolumes, structuredClone(aVolume));
  await client.create(persistentVolumeClaims, structuredClone(aClaim));
  await client.create(volumeAttributesClasses, { apiVersion: "storage.k8s.io/v1", kind: "VolumeAttributesClass", metadata: { name: "fast", finalizers: ["kubernetes.io/vac-protection"] }, driverName: "d" });
  await client.delete(volumeAttributesClasses, { namespace: "", name: "fast" });
  const isThere = async (): Promise<boolean> => {
    await clock.advance(1_000);
    return cluster.get(volumeAttributesClasses, "", "fast") !== undefined;
  };
  assert.equal(await isThere(), true);
  await client.delete(persistentVolumes, { namespace: "", name: "v" });
  assert.equal(await isThere(), true);
  await client.patch(persistentVolumeClaims, { namespace: "default", name: "c" }, { type: "application/merge-patch+json", body: { spec: { volumeAttributesClassName: "slow" } } });
  assert.equal(await isThere(), false);
  assert.deepEqual(errors, []);
});
