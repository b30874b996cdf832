import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { KubeObject, OwnerReference } from "../../machinery/meta/object.ts";
import { notFound } from "../../machinery/errors/constructors.ts";
import { clusterRoles, configMaps, events, jobs, pods } from "../../client/resources.ts";
import { createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";
import { decideGarbage, type GarbageAction, type OwnerState } from "./decide.ts";

const owner = (uid: string, blockOwnerDeletion = true): OwnerReference => ({ apiVersion: "batch/v1", kind: "Job", name: uid, uid, controller: true, blockOwnerDeletion });
const object = (metadata: KubeObject["metadata"] = {}): KubeObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "web", uid: "web", ...metadata } });
const deleted = { deletionTimestamp: "2026-01-01T00:00:00Z" };
const waiting = object({ ...deleted, finalizers: ["foregroundDeletion"] });

const rows: { name: string; object: KubeObject; owners?: Record<string, OwnerState>; dependents?: { object: KubeObject; blocks: boolean }[]; action: GarbageAction }[] = [
  { name: "an object without owners stays", object: object(), action: { type: "None" } },
  { name: "an object with a living owner stays", object: object({ ownerReferences: [owner("a")] }), owners: { a: "solid" }, action: { type: "None" } },
  { name: "an object whose only owner is gone goes", object: object({ ownerReferences: [owner("a")] }), owners: { a: "dangling" }, action: { type: "Delete", propagationPolicy: "Background", unblock: false } },
  { name: "an object that names an owner it cannot have stays, whatever became of the others", object: object({ ownerReferences: [owner("a"), owner("b")] }), owners: { a: "impossible", b: "dangling" }, action: { type: "None" } },
  { name: "an object with one living owner of two drops the other", object: object({ ownerReferences: [owner("a"), owner("b")] }), owners: { a: "dangling", b: "solid" }, action: { type: "DropOwners", uids: ["a"] } },
  { name: "a waiting owner is dropped too while another lives", object: object({ ownerReferences: [owner("a"), owner("b")] }), owners: { a: "waiting", b: "solid" }, action: { type: "DropOwners", uids: ["a"] } },
  { name: "an object that is going already is left alone", object: object({ ...deleted, ownerReferences: [owner("a")] }), owners: { a: "dangling" }, action: { type: "None" } },
  { name: "under a waiting owner, an object with dependents goes in the foreground", object: object({ ownerReferences: [owner("a")] }), owners: { a: "waiting" }, dependents: [{ object: object(), blocks: false }], action: { type: "Delete", propagationPolicy: "Foreground", unblock: false } },
  { name: "under a waiting owner, an object without dependents goes at once", object: object({ ownerReferences: [owner("a")] }), owners: { a: "waiting" }, action: { type: "Delete", propagationPolicy: "Background", unblock: false } },
  { name: "a ring of waiting objects is broken", object: object({ ownerReferences: [owner("a")] }), owners: { a: "waiting" }, dependents: [{ object: waiting, blocks: true }], action: { type: "Delete", propagationPolicy: "Foreground", unblock: true } },
  { name: "a finalizer that asks for orphans is heeded", object: object({ finalizers: ["orphan"], ownerReferences: [owner("a")] }), owners: { a: "dangling" }, action: { type: "Delete", propagationPolicy: "Orphan", unblock: false } },
  { name: "a waiting object sees to its blocking dependents", object: waiting, dependents: [{ object: object(), blocks: true }], action: { type: "VisitDependents" } },
  { name: "a waiting object does not wait for dependents that do not block", object: waiting, dependents: [{ object: object(), blocks: false }], action: { type: "RemoveForegroundFinalizer" } },
  { name: "an orphaning object lets its dependents go free", object: object({ ...deleted, finalizers: ["orphan"] }), dependents: [{ object: object(), blocks: true }], action: { type: "Orphan" } },
];

describe("garbage collector: decision", () => {
  for (const { name, object, owners = {}, dependents = [], action } of rows) {
    test(name, () => assert.deepEqual(decideGarbage({ object, ownerState: ({ uid }) => owners[uid] ?? "solid", dependents }), action));
  }
});

async function jobWithPodAndConfigMap() {
  const harness = createHarness();
  const { client, clock } = harness;
  const job = await client.create(jobs, { apiVersion: "batch/v1", kind: "Job", metadata: { name: "pi", namespace: "default" }, spec: { template: { spec: { containers: [] } } } });
  const ownerReferences = [{ ...owner(job.metadata.uid ?? ""), name: "pi" }];
  await client.create(pods, { apiVersion: "v1", kind: "Pod", metadata: { name: "pi-1", namespace: "default", ownerReferences, finalizers: ["example.com/hold"] }, spec: { containers: [] } });
  await client.create(configMaps, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "pi-config", namespace: "default", ownerReferences } });
  harness.start(controller);
  await clock.advance(1_000);
  return harness;
}
const jobKey = { namespace: "default", name: "pi" };

test("garbage collector: in the background the owner goes at once and its dependents follow", async () => {
  const { client, clock, cluster, errors } = await jobWithPodAndConfigMap();
  assert.equal(cluster.list(configMaps).length, 1, "nothing goes while the owner lives");
  await client.delete(jobs, jobKey, { propagationPolicy: "Background" });
  await clock.advance(1_000);
  assert.deepEqual([cluster.list(jobs).length, cluster.list(configMaps).length], [0, 0]);
  assert.ok(cluster.list(pods)[0]?.metadata?.deletionTimestamp);
  assert.deepEqual(errors, []);
});

test("garbage collector: in the foreground the owner waits for the last blocking dependent", async () => {
  const { client, clock, cluster } = await jobWithPodAndConfigMap();
  await client.delete(jobs, jobKey, { propagationPolicy: "Foreground" });
  await clock.advance(1_000);
  assert.deepEqual([cluster.list(jobs).length, cluster.list(configMaps).length, cluster.list(pods).length], [1, 0, 1]);
  await client.patch(pods, { namespace: "default", name: "pi-1" }, { type: "application/merge-patch+json", body: { metadata: { finalizers: null } } });
  await clock.advance(1_000);
  assert.deepEqual([cluster.list(jobs).length, cluster.list(pods).length], [0, 0]);
});

test("garbage collector: with orphans the dependents stay and name no owner", async () => {
  const { client, clock, cluster } = await jobWithPodAndConfigMap();
  await client.delete(jobs, jobKey, { propagationPolicy: "Orphan" });
  await clock.advance(1_000);
  assert.deepEqual([cluster.list(jobs).length, cluster.list(configMaps)[0]?.metadata?.ownerReferences, cluster.list(pods)[0]?.metadata?.ownerReferences], [0, undefined, undefined]);
});

test("garbage collector: a dependent that goes while it is let free keeps nobody", async () => {
  const { client, clock, cluster } = await jobWithPodAndConfigMap();
  await clock.advance(1_000);
  let gone: Promise<unknown> | undefined;
  cluster.intercept = ({ verb, resource }, when) => {
    if (gone !== undefined || when !== "before" || verb !== "patch" || resource.resource !== "configmaps") return;
    const name = cluster.list(configMaps)[0]?.metadata?.name ?? "";
    gone = client.delete(configMaps, { namespace: "default", name });
    throw notFound(configMaps, name);
  };
  await client.delete(jobs, jobKey, { propagationPolicy: "Orphan" });
  await clock.advance(10_000);
  assert.ok(gone !== undefined);
  assert.deepEqual([cluster.list(jobs).length, cluster.list(configMaps).length, cluster.list(pods)[0]?.metadata?.ownerReferences], [0, 0, undefined]);
});

test("garbage collector: an object made for an owner that never was goes", async () => {
  const { client, clock, cluster, start } = createHarness();
  start(controller);
  await clock.advance(100);
  await client.create(configMaps, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "stray", namespace: "default", ownerReferences: [owner("nobody")] } });
  await clock.advance(1_000);
  assert.deepEqual(cluster.list(configMaps), []);
});

test("garbage collector: what is in no namespace is not deleted for an owner that is in one, there or not; what is in another is", async () => {
  const { client, clock, cluster, errors, start } = createHarness();
  start(controller);
  const job = await client.create(jobs, { apiVersion: "batch/v1", kind: "Job", metadata: { name: "pi", namespace: "default" }, spec: { template: { spec: { containers: [] } } } });
  await clock.advance(1_000);
  const ownedBy = (uid: string) => ({ ownerReferences: [{ ...owner(uid), name: "pi" }] });
  await client.create(clusterRoles, { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "of-one", ...ownedBy(job.metadata.uid ?? "") }, rules: [] });
  await client.create(clusterRoles, { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "of-none", ...ownedBy("gone") }, rules: [] });
  await client.create(configMaps, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "elsewhere", namespace: "other", ...ownedBy(job.metadata.uid ?? "") } });
  await clock.advance(5_000);
  await client.delete(jobs, jobKey, { propagationPolicy: "Background" });
  await clock.advance(5_000);
  assert.deepEqual(cluster.list(clusterRoles).map(({ metadata }) => metadata?.name), ["of-one", "of-none"]);
  assert.deepEqual(cluster.list(configMaps), []);
  const told = cluster.list(events).map((event) => [(event as { reason?: string }).reason, (event as { involvedObject?: { name?: string } }).involvedObject?.name]);
  for (const name of ["of-one", "of-none", "elsewhere"]) assert.ok(told.some(([reason, about]) => reason === "OwnerRefInvalidNamespace" && about === name), name);
  assert.deepEqual(errors, []);
});
