import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { Ask } from "../testing/registry-harness.ts";
import { RegistryHarness } from "../testing/registry-harness.ts";

type ConfigMap = KubeObject & { data?: Record<string, string> };
const configMaps = { resource: "configmaps", namespace: "default" } as const;
const pods = { resource: "pods", namespace: "default" } as const;
const podBody = (name: string, metadata = {}) => ({ metadata: { name, ...metadata }, spec: { containers: [{ name: "c", image: "i" }] } });

async function withConfigMap(body: object = { metadata: { name: "a" }, data: { v: "1" } }): Promise<RegistryHarness> {
  const harness = new RegistryHarness();
  await harness.object({ verb: "create", ...configMaps, body });
  return harness;
}

test("create fills in what the server decides and keeps nothing that a client may not", async () => {
  const harness = new RegistryHarness();
  const metadata = { name: "a", uid: "mine", generation: 7, creationTimestamp: "2001-01-01T00:00:00Z", deletionTimestamp: "2001-01-01T00:00:00Z", managedFields: [{ manager: "m" }], selfLink: "/x" };
  const made = await harness.object({ verb: "create", ...configMaps, body: { metadata } });
  assert.match(made.metadata?.uid ?? "", /^[0-9a-f-]{36}$/);
  assert.deepEqual({ ...made.metadata, uid: "" }, { name: "a", namespace: "default", uid: "", generation: 7, creationTimestamp: "2026-01-01T00:00:00Z", resourceVersion: "2" });
  await harness.close();
});

test("a deprecated resource warns on reads as on writes, and only in its own answers", async () => {
  const endpoints = { resource: "endpoints", namespace: "default" } as const;
  const harness = await withConfigMap();
  assert.deepEqual(harness.warnings, []);
  await harness.object({ verb: "create", ...endpoints, body: { metadata: { name: "e" } } });
  await harness.object({ verb: "get", ...endpoints, name: "e" });
  const warning = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
  assert.deepEqual(harness.warnings, [warning, warning]);
  await harness.close();
});

test("a generated name ends in five characters of upstream's alphabet and is tried again when it is taken", async () => {
  const taken = { float: () => 0, int: () => 0, uuid: () => "00000000-0000-4000-8000-000000000000" };
  const harness = new RegistryHarness({ random: taken });
  const first = await harness.object({ verb: "create", ...configMaps, body: { metadata: { generateName: "a-" } } });
  assert.equal(first.metadata?.name, "a-bbbbb");
  assert.equal(await harness.refusal({ verb: "create", ...configMaps, body: { metadata: { generateName: "a-" } } }), '409 AlreadyExists: configmaps "a-bbbbb" already exists, the server was not able to generate a unique name for the object');
  await harness.close();
  const lucky = new RegistryHarness();
  const names = await Promise.all([1, 2].map(() => lucky.object({ verb: "create", ...configMaps, body: { metadata: { generateName: "x".repeat(70) } } })));
  for (const { metadata } of names) assert.match(metadata?.name ?? "", /^x{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  await lucky.close();
});

const unknownField = { metadata: { name: "n" }, data: { k: "v" }, dat: {} };
const refusals: { name: string; ask: Ask; refused: string | RegExp }[] = [
  { name: "create of a name that is there", ask: { verb: "create", ...configMaps, body: { metadata: { name: "a" } } }, refused: '409 AlreadyExists: configmaps "a" already exists' },
  { name: "create with a resourceVersion", ask: { verb: "create", ...configMaps, body: { metadata: { name: "b", resourceVersion: "2" } } }, refused: "400 BadRequest: resourceVersion should not be set on objects to be created" },
  { name: "create in another namespace than the path's", ask: { verb: "create", ...configMaps, body: { metadata: { name: "b", namespace: "other" } } }, refused: "400 BadRequest: the namespace of the provided object does not match the namespace sent on the request" },
  { name: "create with another version in the body", ask: { verb: "create", ...configMaps, body: { apiVersion: "v2", kind: "ConfigMap" } }, refused: '400 BadRequest: ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "pkg/api/legacyscheme/scheme.go:30"' },
  { name: "create with a value of the wrong type", ask: { verb: "create", ...configMaps, body: { metadata: { name: "b" }, data: { k: 1 } } }, refused: '400 BadRequest: ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string' },
  { name: "create with an unknown field, strictly", ask: { verb: "create", ...configMaps, body: unknownField, options: { fieldValidation: "Strict" } }, refused: '400 BadRequest: ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dat"' },
  { name: "create with a field named twice, strictly", ask: { verb: "create", ...configMaps, body: { metadata: { name: "n" } }, strictReport: () => ['duplicate field "data.k"'], options: { fieldValidation: "Strict" } }, refused: '400 BadRequest: ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.k"' },
  { name: "create without a name", ask: { verb: "create", ...configMaps, body: {} }, refused: '422 Invalid: ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required' },
  { name: "update of what is not there", ask: { verb: "update", ...configMaps, name: "b", body: { metadata: { name: "b" } } }, refused: '404 NotFound: configmaps "b" not found' },
  { name: "update under another name", ask: { verb: "update", ...configMaps, name: "a", body: { metadata: { name: "b" } } }, refused: "400 BadRequest: the name of the object (b) does not match the name on the URL (a)" },
  { name: "update without a name", ask: { verb: "update", ...configMaps, name: "a", body: {} }, refused: "400 BadRequest: the name of the object (a based on URL) was undeterminable: name must be provided" },
  { name: "update from an older version", ask: { verb: "update", ...configMaps, name: "a", body: { metadata: { name: "a", resourceVersion: "1" } } }, refused: '409 Conflict: Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again' },
  { name: "update of another object of the same name", ask: { verb: "update", ...configMaps, name: "a", body: { metadata: { name: "a", uid: "u" } } }, refused: '409 Conflict: Operation cannot be fulfilled on configmaps "a": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: u, UID in object meta: <uid>' },
  { name: "a merge patch from an older version", ask: { verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { metadata: { resourceVersion: "1" } } }, refused: '409 Conflict: Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again' },
  { name: "a JSON patch whose test fails", ask: { verb: "patch", ...configMaps, name: "a", patchType: "application/json-patch+json", body: [{ op: "test", path: "/data/v", value: "2" }] }, refused: "422 Invalid: the server rejected our request due to an error in our request" },
  { name: "a patch that makes a wrong type", ask: { verb: "patch", ...configMaps, name: "a", patchType: "application/strategic-merge-patch+json", body: { data: { v: 1 } } }, refused: '422 Invalid:  "" is invalid: patch: Invalid value: "map[data:map[v:1]]": json: cannot unmarshal number into Go struct field ConfigMap.data of type string' },
  { name: "server-side apply", ask: { verb: "patch", ...configMaps, name: "a", patchType: "application/apply-patch+yaml", body: {} }, refused: "415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json" },
  { name: "a patch of another object of the same name", ask: { verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { metadata: { uid: "u" } } }, refused: '422 Invalid: ConfigMap "a" is invalid: metadata.uid: Invalid value: "u": field is immutable' },
  { name: "a patch that moves to another namespace", ask: { verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { metadata: { namespace: "b" } } }, refused: "400 BadRequest: the namespace of the object (b) does not match the namespace on the request (default)" },
  { name: "an update in another namespace", ask: { verb: "update", ...configMaps, name: "a", body: { metadata: { name: "a", namespace: "b" } } }, refused: "400 BadRequest: the namespace of the object (b) does not match the namespace on the request (default)" },
  { name: "a finalizer that is no name", ask: { verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { metadata: { finalizers: ["a b"] } } }, refused: "422 Invalid: ConfigMap \"a\" is invalid: [metadata.finalizers: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), metadata.finalizers[0]: Invalid value: \"a b\": name is neither a standard finalizer name nor is it fully qualified]" },
  { name: "a JSON patch with a field that operations do not have, strictly", ask: { verb: "patch", ...configMaps, name: "a", patchType: "application/json-patch+json", options: { fieldValidation: "Strict" }, body: [{ op: "test", path: "/data/x", value: null, why: "" }] }, refused: /^422 Invalid: {2}"" is invalid: patch: Invalid value: ".*": strict decoding error: json patch unknown field "\[0\].why"$/ },
  { name: "a merge patch to another kind", ask: { verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { kind: "Pod" } }, refused: /^422 Invalid: {2}"" is invalid: patch: Invalid value: ".*": converting \(v1.Pod\) to \(core.ConfigMap\): unknown conversion$/ },
  { name: "delete of what is not there", ask: { verb: "delete", ...configMaps, name: "b" }, refused: '404 NotFound: configmaps "b" not found' },
  { name: "delete of another object of the same name", ask: { verb: "delete", ...configMaps, name: "a", options: { preconditions: { uid: "u" } } }, refused: '409 Conflict: Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (u) does not match the UID in record (<uid>). The object might have been deleted and then recreated' },
  { name: "delete of an older version", ask: { verb: "delete", ...configMaps, name: "a", options: { preconditions: { resourceVersion: "1" } } }, refused: '409 Conflict: Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (2). The object might have been modified' },
  { name: "a subresource that the kind does not have", ask: { verb: "get", ...configMaps, name: "a", subresource: "scale" }, refused: "404 NotFound: the server could not find the requested resource" },
];

for (const { name, ask, refused } of refusals) {
  test(`refused, and nothing changes: ${name}`, async () => {
    const harness = await withConfigMap();
    const before = await harness.object({ verb: "get", ...configMaps, name: "a" });
    const said = (await harness.refusal(ask)).replace(before.metadata?.uid ?? "", "<uid>");
    if (typeof refused === "string") assert.equal(said, refused);
    else assert.match(said, refused);
    assert.equal(await harness.store.revision(), 2);
    await harness.close();
  });
}

test("an unknown field is left out with a warning by default, and silently with Ignore", async () => {
  const harness = new RegistryHarness();
  const made = await harness.object({ verb: "create", ...configMaps, body: unknownField });
  assert.equal("dat" in made, false);
  await harness.object({ verb: "create", ...configMaps, body: { ...unknownField, metadata: { name: "m" } }, options: { fieldValidation: "Ignore" } });
  assert.deepEqual(harness.warnings, ['unknown field "dat"']);
  await harness.close();
});

test("an update that changes nothing is not written", async () => {
  const harness = await withConfigMap();
  const same = await harness.object({ verb: "update", ...configMaps, name: "a", body: { metadata: { name: "a" }, data: { v: "1" } } });
  assert.equal(same.metadata?.resourceVersion, "2");
  assert.equal(await harness.store.revision(), 2);
  await harness.close();
});

test("patches and updates without a version all succeed, however many come at once", async () => {
  const harness = await withConfigMap();
  const updates = Array.from({ length: 20 }, (_, i) => harness.object({ verb: "update", ...configMaps, name: "a", body: { metadata: { name: "a" }, data: { v: String(i) } } }));
  await Promise.all(updates);
  const patches = Array.from({ length: 20 }, (_, i) => harness.object({ verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { data: { [`k${i}`]: "x" } } }));
  await Promise.all(patches);
  const { data } = await harness.object<ConfigMap>({ verb: "get", ...configMaps, name: "a" });
  assert.equal(Object.keys(data ?? {}).length, 21);
  await harness.close();
});

test("a dry run answers as the real thing would and writes nothing", async () => {
  const harness = await withConfigMap({ metadata: { name: "a", finalizers: ["x.y/z"] } });
  const options = { dryRun: true };
  assert.equal(await harness.code({ verb: "create", ...configMaps, body: { metadata: { name: "b" } }, options }), 201);
  assert.equal(await harness.refusal({ verb: "create", ...configMaps, body: { metadata: { name: "a" } }, options }), '409 AlreadyExists: configmaps "a" already exists');
  const updated = await harness.object<ConfigMap>({ verb: "update", ...configMaps, name: "a", body: { data: { v: "9" }, metadata: { name: "a", finalizers: ["x.y/z"] } }, options });
  assert.equal(updated.data?.v, "9");
  assert.notEqual((await harness.object({ verb: "delete", ...configMaps, name: "a", options })).metadata?.deletionTimestamp, undefined);
  assert.equal(await harness.store.revision(), 2);
  await harness.close();
});

test("an object with a finalizer stays until the finalizer is gone, and goes with that update", async () => {
  const harness = await withConfigMap({ metadata: { name: "a", finalizers: ["x.y/z"] } });
  const marked = await harness.object({ verb: "delete", ...configMaps, name: "a" });
  assert.deepEqual([marked.kind, marked.metadata?.deletionTimestamp, marked.metadata?.deletionGracePeriodSeconds], ["ConfigMap", "2026-01-01T00:00:00Z", 0]);
  await harness.object({ verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { metadata: { finalizers: null } } });
  assert.match(await harness.refusal({ verb: "get", ...configMaps, name: "a" }), /^404/);
  await harness.close();
});

test("a bound pod is deleted in two steps, and the second is the kubelet's with no grace", async () => {
  const harness = new RegistryHarness();
  await harness.object({ verb: "create", ...pods, body: podBody("p") });
  const bound = await harness.object({ verb: "create", ...pods, name: "p", subresource: "binding", body: { target: { kind: "Node", name: "n" } } });
  assert.equal((bound as { status?: string }).status, "Success");
  assert.equal(await harness.refusal({ verb: "create", resource: "bindings", namespace: "default", body: { metadata: { name: "p" }, target: { name: "m" } } }), '409 Conflict: Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "n"');
  const stopping = await harness.object({ verb: "delete", ...pods, name: "p" });
  assert.deepEqual([stopping.metadata?.deletionTimestamp, stopping.metadata?.deletionGracePeriodSeconds], ["2026-01-01T00:00:30Z", 30]);
  const sooner = await harness.object({ verb: "delete", ...pods, name: "p", options: { gracePeriodSeconds: 5 } });
  assert.deepEqual([sooner.metadata?.deletionTimestamp, sooner.metadata?.deletionGracePeriodSeconds], ["2026-01-01T00:00:05Z", 5]);
  await harness.object({ verb: "delete", ...pods, name: "p", options: { gracePeriodSeconds: 0 } });
  assert.match(await harness.refusal({ verb: "get", ...pods, name: "p" }), /^404/);
  await harness.close();
});

test("a namespace stays, Terminating, until finalize takes its last finalizer", async () => {
  const harness = new RegistryHarness();
  const made = await harness.object<KubeObject & { spec?: object }>({ verb: "create", resource: "namespaces", body: { metadata: { name: "n" } } });
  assert.deepEqual(made.spec, { finalizers: ["kubernetes"] });
  const marked = await harness.object<KubeObject & { status?: { phase: string } }>({ verb: "delete", resource: "namespaces", name: "n" });
  assert.deepEqual([marked.status?.phase, marked.metadata?.deletionTimestamp], ["Terminating", "2026-01-01T00:00:00Z"]);
  await harness.object({ verb: "update", resource: "namespaces", name: "n", subresource: "finalize", body: { metadata: { name: "n" }, spec: { finalizers: [] } } });
  assert.match(await harness.refusal({ verb: "get", resource: "namespaces", name: "n" }), /^404/);
  await harness.close();
});

test("a status update writes the status and nothing else", async () => {
  const harness = new RegistryHarness();
  const made = await harness.object<KubeObject & { spec: object }>({ verb: "create", ...pods, body: podBody("p") });
  const body = { ...made, spec: { containers: [{ name: "other", image: "o" }] }, status: { phase: "Running" } };
  const updated = await harness.object<KubeObject & { spec: object; status: { phase: string } }>({ verb: "update", ...pods, name: "p", subresource: "status", body });
  assert.deepEqual([updated.spec, updated.status.phase], [made.spec, "Running"]);
  await harness.close();
});

test("deletecollection deletes what its selector finds and answers with it", async () => {
  const harness = new RegistryHarness();
  for (const name of ["a", "b", "c"]) await harness.object({ verb: "create", ...configMaps, body: { metadata: { name, labels: { keep: String(name === "b") } } } });
  const deleted = await harness.list({ verb: "deletecollection", ...configMaps, options: { labelSelector: "keep=false" } });
  assert.deepEqual(deleted.items.map(({ metadata }) => metadata?.name), ["a", "c"]);
  assert.deepEqual((await harness.list(configMaps)).items.map(({ metadata }) => metadata?.name), ["b"]);
  await harness.close();
});

test("an event written in one group is read in the other", async () => {
  const harness = new RegistryHarness();
  const involvedObject = { kind: "Pod", namespace: "default", name: "p" };
  const body = { metadata: { name: "e" }, involvedObject, reason: "Scheduled", message: "hello", type: "Normal", source: { component: "s" } };
  await harness.object({ verb: "create", resource: "events", namespace: "default", body });
  const read = await harness.object<KubeObject & { note?: string; regarding?: object }>({ verb: "get", resource: "events.events.k8s.io", namespace: "default", name: "e" });
  assert.deepEqual([read.apiVersion, read.note, read.regarding], ["events.k8s.io/v1", "hello", involvedObject]);
  await harness.close();
});

test("admission sees a write at its points, may change the object, and may refuse", async () => {
  const seen: string[] = [];
  const harness = new RegistryHarness({
    admission: {
      async mutate({ operation, object }) {
        seen.push(`mutate ${operation}`);
        if (object?.metadata !== undefined) object.metadata.annotations = { ...object.metadata.annotations, seen: "yes" };
      },
      async validate({ operation, object, oldObject, name }) {
        seen.push(`validate ${operation} ${name} ${object?.metadata?.annotations?.seen ?? "-"} ${oldObject === undefined ? "new" : "old"}`);
      },
    },
  });
  await harness.object({ verb: "create", ...configMaps, body: { metadata: { generateName: "g-" } } });
  await harness.object({ verb: "create", ...configMaps, body: { metadata: { name: "a" } } });
  await harness.object({ verb: "delete", ...configMaps, name: "a" });
  assert.match(seen[1] ?? "", /^validate CREATE g-.{5} yes new$/);
  assert.deepEqual(seen.slice(2), ["mutate CREATE", "validate CREATE a yes new", "mutate DELETE", "validate DELETE a - old"]);
  await harness.close();
});

test("an update of what is gone creates it where its kind allows that, but not when it names the uid of what was there", async () => {
  const roles = { resource: "clusterroles.rbac.authorization.k8s.io" } as const;
  const harness = new RegistryHarness();
  const body = (uid?: string) => ({ metadata: { name: "r", uid }, rules: [] });
  assert.equal(await harness.refusal({ verb: "update", ...roles, name: "r", body: body("u1") }), '409 Conflict: Operation cannot be fulfilled on clusterroles.rbac.authorization.k8s.io "r": StorageError: invalid object, Code: 4, Key: /registry/clusterroles/r, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: u1, UID in object meta: ');
  assert.equal((await harness.object({ verb: "update", ...roles, name: "r", body: body() })).metadata?.name, "r");
  await harness.close();
});

test("what a client says of creation is no matter, and neither is the kind that a strategic merge patch names", async () => {
  const harness = await withConfigMap();
  const before = await harness.object({ verb: "get", ...configMaps, name: "a" });
  const body = { kind: "Pod", apiVersion: "v1", metadata: { creationTimestamp: "2020-01-01T00:00:00Z" } };
  const after = await harness.object({ verb: "patch", ...configMaps, name: "a", patchType: "application/strategic-merge-patch+json", body });
  assert.deepEqual(after, before);
  await harness.close();
});

test("owner references that are there twice are kept once, with a warning", async () => {
  const harness = new RegistryHarness();
  const owner = { apiVersion: "v1", kind: "ConfigMap", name: "o", uid: "u1" };
  const warning = ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: u1";
  const made = await harness.object({ verb: "create", ...configMaps, body: { metadata: { name: "a", ownerReferences: [owner, owner, { ...owner, blockOwnerDeletion: true }] } } });
  assert.equal(made.metadata?.ownerReferences?.length, 2);
  assert.deepEqual(harness.warnings, [warning]);
  const patched = await harness.object({ verb: "patch", ...configMaps, name: "a", patchType: "application/merge-patch+json", body: { metadata: { ownerReferences: [owner, owner] } } });
  assert.deepEqual(patched.metadata?.ownerReferences, [owner]);
  assert.deepEqual(harness.warnings.slice(1), [warning.replace("entries;", "entries after mutating admission happens;")]);
  await harness.close();
});

test("an object of the cluster has no namespace, whatever its client says", async () => {
  const harness = new RegistryHarness();
  const made = await harness.object({ verb: "create", resource: "persistentvolumes", body: { metadata: { name: "v", namespace: "default" }, spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/x" } } } });
  assert.equal(made.metadata?.namespace, undefined);
  await harness.close();
});

test("a collection that is deleted is answered as it stood before", async () => {
  const harness = new RegistryHarness();
  await harness.object({ verb: "create", ...configMaps, body: { metadata: { name: "a", finalizers: ["x.io/y"] } } });
  const deleted = await harness.list({ verb: "deletecollection", ...configMaps });
  assert.deepEqual(deleted.items.map(({ metadata }) => metadata?.deletionTimestamp), [undefined]);
  assert.notEqual((await harness.object({ verb: "get", ...configMaps, name: "a" })).metadata?.deletionTimestamp, undefined);
  await harness.close();
});
