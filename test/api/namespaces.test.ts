import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fieldAt, RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { untilItHolds } from "../support/until.ts";

const namespaces = "/api/v1/namespaces";

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "namespaces" });
  api = RawApi.connect(cluster.kubeconfig);
});

after(async () => {
  api.close();
  await cluster.dispose();
});

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Makes a namespace that has its service account, so that pods can be made in it. */
async function aNamespace(name: string): Promise<void> {
  assert.equal((await api.post(namespaces, { metadata: { name } })).code, 201);
  while ((await api.get(`${namespaces}/${name}/serviceaccounts/default`)).code !== 200);
}

/** Waits until the namespace, which is there at the call, is as `isSo` wants it; undefined stands for one that is gone. Throws when it goes before. */
async function untilNamespace(name: string, isSo: (namespace: object | undefined) => boolean): Promise<object | undefined> {
  const only = `fieldSelector=metadata.name%3D${name}`;
  // From what stands now on, so that an end is heard of that comes before the watch.
  const list = await api.get(`${namespaces}?${only}`);
  const [now] = list.at("items") as object[];
  if (isSo(now)) return now;
  if (now === undefined) throw new Error(`namespace ${name} is gone`);
  const watch = await api.watch(`${namespaces}?watch=true&${only}&resourceVersion=${list.at("metadata.resourceVersion")}`);
  try {
    for (let event = await watch.next(); event !== undefined; event = await watch.next()) {
      const namespace = event.type === "DELETED" ? undefined : (event.object as object);
      if (isSo(namespace)) return namespace;
      if (namespace === undefined) throw new Error(`namespace ${name} is gone`);
    }
    throw new Error("the watch ended");
  } finally {
    watch.close();
  }
}

const conditionsOf = (namespace: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(((fieldAt(namespace, "status.conditions") ?? []) as Condition[]).map(({ type, status, reason, message }) => [type, `${status} ${reason}: ${message}`]));

const aPod = (name: string, metadata: object = {}) => ({ metadata: { name, ...metadata }, spec: { schedulingGates: [{ name: "example.com/wait" }], containers: [{ name: "c", image: "i" }] } });

test("a status takes conditions and annotations, by patch and by update, and keeps the phase", async () => {
  await aNamespace("spoken-of");
  const condition = (type: string) => ({ type, status: "True", reason: "E2E", message: "by a test" });
  const patched = await api.patch(`${namespaces}/spoken-of/status`, { metadata: { annotations: { patched: "yes" } }, status: { conditions: [condition("Patched")] } });
  assert.deepEqual([patched.code, patched.at("metadata.annotations.patched"), patched.at("status.phase")], [200, "yes", "Active"]);
  const wanted = JSON.parse(patched.text) as { status: { conditions: object[] } };
  wanted.status.conditions.push(condition("Updated"));
  const updated = await api.put(`${namespaces}/spoken-of/status`, wanted);
  assert.deepEqual([updated.code, updated.at("status.conditions.*.type")], [200, ["Patched", "Updated"]]);
});

test("finalizers of the spec are written through their own endpoint alone", async () => {
  await aNamespace("held");
  const read = async () => JSON.parse((await api.get(`${namespaces}/held`)).text) as { spec: { finalizers: string[] } };
  const withFinalizer = async (name: string) => {
    const namespace = await read();
    return { ...namespace, spec: { finalizers: [...namespace.spec.finalizers, name] } };
  };
  assert.deepEqual((await api.put(`${namespaces}/held`, await withFinalizer("example.com/hold"))).at("spec.finalizers"), ["kubernetes"]);
  assert.deepEqual((await api.put(`${namespaces}/held/finalize`, await withFinalizer("example.com/hold"))).at("spec.finalizers"), ["kubernetes", "example.com/hold"]);
  const refused = await api.put(`${namespaces}/held/finalize`, await withFinalizer("hold"));
  assert.equal(refused.at("message"), 'Namespace "held" is invalid: spec.finalizers[2]: Invalid value: "hold": name is neither a standard finalizer name nor is it fully qualified');

  await api.delete(`${namespaces}/held`);
  await untilNamespace("held", (namespace) => (fieldAt(namespace, "spec.finalizers") as string[] | undefined)?.join() === "example.com/hold");
  await untilItHolds(async () => assert.equal((await api.put(`${namespaces}/held/finalize`, { ...(await read()), spec: { finalizers: [] } })).code, 200)); // the controller may write in between
  assert.equal((await api.get(`${namespaces}/held`)).code, 404);
});

test("deletion: pods go first, the conditions tell what remains, and nothing new is made meanwhile", async () => {
  await aNamespace("leaving");
  const space = `${namespaces}/leaving`;
  await api.post(`${space}/pods`, aPod("holding", { finalizers: ["example.com/hold"] }));
  for (const name of ["a", "b"]) await api.post(`${space}/configmaps`, { metadata: { name } });
  const deleted = await api.delete(space);
  assert.deepEqual([deleted.code, deleted.at("status.phase")], [200, "Terminating"]);

  const emptying = await untilNamespace("leaving", (namespace) => "NamespaceContentRemaining" in conditionsOf(namespace));
  assert.deepEqual(conditionsOf(emptying), {
    NamespaceDeletionDiscoveryFailure: "False ResourcesDiscovered: All resources successfully discovered",
    NamespaceDeletionGroupVersionParsingFailure: "False ParsedGroupVersions: All legacy kube types successfully parsed",
    NamespaceDeletionContentFailure: "False ContentDeleted: All content successfully deleted, may be waiting on finalization",
    NamespaceContentRemaining: "True SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances",
    NamespaceFinalizersRemaining: "True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
  });
  assert.equal((await api.get(`${space}/configmaps/a`)).code, 200, "what is no pod waits");
  const refused = await api.post(`${space}/configmaps`, { metadata: { name: "late" } });
  assert.deepEqual([refused.code, refused.at("message")], [403, 'configmaps "late" is forbidden: unable to create new content in namespace leaving because it is being terminated']);
  assert.deepEqual(refused.at("details.causes"), [{ reason: "NamespaceTerminating", message: "namespace leaving is being terminated", field: "metadata.namespace" }]);

  const gone = untilNamespace("leaving", (namespace) => namespace === undefined);
  await api.patch(`${space}/pods/holding`, { metadata: { finalizers: null } });
  await gone;
  await aNamespace("leaving");
  for (const path of ["pods/holding", "configmaps/a"]) assert.equal((await api.get(`${space}/${path}`)).code, 404);
});

test("deletion: nothing that is left behind keeps a namespace from going", async () => {
  await aNamespace("full");
  const space = `${namespaces}/full`;
  const claim = { metadata: { name: "claim" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } };
  const made = [
    ["configmaps", { metadata: { name: "x" } }],
    ["services", { metadata: { name: "x" }, spec: { ports: [{ port: 80 }] } }],
    ["persistentvolumeclaims", claim],
    ["pods", aPod("x")],
  ] as const;
  for (const [resource, body] of made) assert.equal((await api.post(`${space}/${resource}`, body)).code, 201);
  const gone = untilNamespace("full", (namespace) => namespace === undefined);
  await api.delete(space);
  await gone;
});

test("twenty namespaces at once come and go", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `life-${index}`);
  await Promise.all(names.map(aNamespace));
  const gone = names.map((name) => untilNamespace(name, (namespace) => namespace === undefined));
  await Promise.all(names.map((name) => api.delete(`${namespaces}/${name}`)));
  await Promise.all(gone);
});
