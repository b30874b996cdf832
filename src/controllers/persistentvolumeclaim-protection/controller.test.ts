import assert from "node:assert/strict";
import { test } from "node:test";
import type { PersistentVolumeClaim, Pod, Volume } from "../../api/types/core/v1.gen.ts";
import { persistentVolumeClaims, pods } from "../../client/resources.ts";
import { createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";
import { usesClaim } from "./uses.ts";

const finalizer = "kubernetes.io/pvc-protection";
const named: Volume = { name: "v", persistentVolumeClaim: { claimName: "data" } };
const ephemeral: Volume = { name: "v", ephemeral: { volumeClaimTemplate: { spec: {} } } };
const deletion = (grace: number): Pod["metadata"] => ({ deletionTimestamp: "2026-01-01T00:00:00Z", deletionGracePeriodSeconds: grace });
const aPod = (parts: { node?: string; volume?: Volume; metadata?: Pod["metadata"]; phase?: "Succeeded" } = {}): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "default", uid: "pod", ...parts.metadata },
  spec: { nodeName: parts.node ?? "a", containers: [], volumes: [parts.volume ?? named] },
  status: { phase: parts.phase },
});
const aClaim = (name = "data", owner?: string): PersistentVolumeClaim => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name, namespace: "default", finalizers: [finalizer], ...(owner && { ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "web", uid: owner, controller: true }] }) },
  spec: {},
});

const uses: readonly { name: string; pod: Pod; claim?: PersistentVolumeClaim; expected: boolean }[] = [
  { name: "a pod on a node that names it", pod: aPod(), expected: true },
  { name: "not a pod that names another", pod: aPod(), claim: aClaim("other"), expected: false },
  { name: "not a pod without a node", pod: aPod({ node: "" }), expected: false },
  { name: "a pod that has ended", pod: aPod({ phase: "Succeeded" }), expected: true },
  { name: "a pod that is being deleted, to its end", pod: aPod({ metadata: deletion(0) }), expected: true },
  { name: "the pod for whose ephemeral volume it was made", pod: aPod({ volume: ephemeral }), claim: aClaim("web-v", "pod"), expected: true },
  { name: "not a pod of the same name after that one", pod: aPod({ volume: ephemeral }), claim: aClaim("web-v", "earlier"), expected: false },
  { name: "not a pod with an ephemeral volume of which only the object is left", pod: aPod({ volume: ephemeral, metadata: deletion(0) }), claim: aClaim("web-v", "pod"), expected: false },
  { name: "a pod with an ephemeral volume that is still ending", pod: aPod({ volume: ephemeral, metadata: deletion(30) }), claim: aClaim("web-v", "pod"), expected: true },
];
for (const { name, pod, claim = aClaim(), expected } of uses) test(`a claim is used by: ${name}`, () => assert.equal(usesClaim(pod, claim), expected));

test("pvc-protection: a deleted claim stays for the pod that uses it, and no longer", async () => {
  const { client, clock, cluster, errors, start } = createHarness();
  start(controller);
  await client.create(persistentVolumeClaims, aClaim());
  await client.create(pods, aPod());
  await client.delete(persistentVolumeClaims, { namespace: "default", name: "data" });
  await clock.advance(1_000);
  assert.ok(cluster.get(persistentVolumeClaims, "default", "data")?.metadata?.deletionTimestamp);
  await client.delete(pods, { namespace: "default", name: "web" }, { gracePeriodSeconds: 0 });
  await clock.advance(1_000);
  assert.equal(cluster.get(persistentVolumeClaims, "default", "data"), undefined);
  assert.deepEqual(errors, []);
});

test("pvc-protection: a claim that nobody uses goes at once, and only with all its finalizers", async () => {
  const { client, clock, cluster, start } = createHarness();
  start(controller);
  await client.create(persistentVolumeClaims, aClaim());
  const held = aClaim("held");
  await client.create(persistentVolumeClaims, { ...held, metadata: { ...held.metadata, finalizers: ["example.com/hold", finalizer] } });
  for (const name of ["data", "held"]) await client.delete(persistentVolumeClaims, { namespace: "default", name });
  await clock.advance(1_000);
  assert.equal(cluster.get(persistentVolumeClaims, "default", "data"), undefined);
  assert.deepEqual(cluster.get(persistentVolumeClaims, "default", "held")?.metadata?.finalizers, ["example.com/hold"]);
});

test("pvc-protection: a claim from before is protected, one that was deleted meanwhile is let go after a restart", async () => {
  const { client, clock, cluster, start } = createHarness();
  const bare = aClaim("bare");
  await client.create(persistentVolumeClaims, { ...bare, metadata: { ...bare.metadata, finalizers: [] } });
  await client.create(persistentVolumeClaims, aClaim());
  await client.delete(persistentVolumeClaims, { namespace: "default", name: "data" });
  start(controller);
  await clock.advance(1_000);
  assert.deepEqual(cluster.get(persistentVolumeClaims, "default", "bare")?.metadata?.finalizers, [finalizer]);
  assert.equal(cluster.get(persistentVolumeClaims, "default", "data"), undefined);
});
