import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiAnswer, RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

const space = "/api/v1/namespaces/writes";
const configMaps = `${space}/configmaps`;
const deployments = "/apis/apps/v1/namespaces/writes/deployments";

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "writes" });
  api = RawApi.connect(cluster.kubeconfig);
  await api.post("/api/v1/namespaces", { metadata: { name: "writes" } });
});

after(async () => {
  api.close();
  await cluster.dispose();
});

const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "web:1" }] } };
interface Stored {
  readonly metadata: { readonly resourceVersion: string };
  readonly status?: object;
}

/** What a write of what stands is answered with, and what that was: again when a controller was quicker. */
async function written(path: string, write: (stored: Stored) => Promise<ApiAnswer>): Promise<{ answer: ApiAnswer; stored: Stored }> {
  for (;;) {
    const stored = JSON.parse((await api.get(path)).text) as Stored;
    const answer = await write(stored);
    if (answer.code !== 409) return { answer, stored };
  }
}

const aDeployment = (name: string) => ({ metadata: { name }, spec: { replicas: 0, selector: { matchLabels: { app: "web" } }, template } });

test("create: a generated name begins as asked and ends in five characters of its own", async () => {
  const made = await api.post(configMaps, { metadata: { generateName: "made-" } });
  assert.equal(made.code, 201);
  assert.match(String(made.at("metadata.name")), /^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  const long = await api.post(configMaps, { metadata: { generateName: "x".repeat(80) } });
  assert.equal(String(long.at("metadata.name")).length, 63);
});

test("create: what only the server gives is not taken from the client", async () => {
  const made = await api.post(configMaps, { metadata: { name: "mine", uid: "mine", creationTimestamp: "2001-01-01T00:00:00Z", deletionTimestamp: "2001-01-01T00:00:00Z", generation: 9 } });
  assert.equal(made.code, 201);
  assert.notEqual(made.at("metadata.uid"), "mine");
  assert.notEqual(made.at("metadata.creationTimestamp"), "2001-01-01T00:00:00Z");
  assert.equal(made.at("metadata.deletionTimestamp"), undefined);
});

const refusedCreates: { name: string; path?: string; body: object; code: number; reason: string; message: string }[] = [
  { name: "neither a name nor a start of one", body: { metadata: {} }, code: 422, reason: "Invalid", message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required' },
  { name: "a resourceVersion", body: { metadata: { name: "x", resourceVersion: "5" } }, code: 400, reason: "BadRequest", message: "resourceVersion should not be set on objects to be created" },
  { name: "a name that is taken", body: { metadata: { name: "kube-root-ca.crt" } }, code: 409, reason: "AlreadyExists", message: 'configmaps "kube-root-ca.crt" already exists' },
  { name: "a namespace that is not there", path: "/api/v1/namespaces/nowhere/configmaps", body: { metadata: { name: "x" } }, code: 404, reason: "NotFound", message: 'namespaces "nowhere" not found' },
  { name: "another namespace than the path's", body: { metadata: { name: "x", namespace: "default" } }, code: 400, reason: "BadRequest", message: "the namespace of the provided object does not match the namespace sent on the request" },
  { name: "another kind than the path's", body: { kind: "Secret", apiVersion: "v1", metadata: { name: "x" } }, code: 400, reason: "BadRequest", message: 'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion' },
  { name: "a value of another type", body: { metadata: { name: "x" }, data: { a: 1 } }, code: 400, reason: "BadRequest", message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string' },
];

for (const { name, path = configMaps, body, code, reason, message } of refusedCreates) {
  test(`create: refuses ${name}`, async () => {
    while ((await api.get(`${configMaps}/kube-root-ca.crt`)).code !== 200);
    const answer = await api.post(path, body);
    assert.deepEqual([answer.code, answer.at("reason"), answer.at("message")], [code, reason, message]);
  });
}

const validations: { level: string; code: number; warnings: number }[] = [
  { level: "Strict", code: 400, warnings: 0 },
  { level: "Warn", code: 201, warnings: 2 },
  { level: "", code: 201, warnings: 2 },
  { level: "Ignore", code: 201, warnings: 0 },
];

for (const { level, code, warnings } of validations) {
  test(`unknown and doubled fields with fieldValidation=${level || "nothing"}`, async () => {
    const body = '{"metadata":{"name":"checked"},"data":{"a":"1","a":"2"},"extra":1}';
    const answer = await api.send("POST", `${configMaps}?dryRun=All${level && `&fieldValidation=${level}`}`, { body });
    const heard = String(answer.headers["warning"] ?? "");
    assert.deepEqual([answer.code, heard.split("299 - ").length - 1], [code, warnings]);
    if (warnings > 0) assert.equal(heard, '299 - "duplicate field \\"data.a\\"", 299 - "unknown field \\"extra\\""');
    else if (code === 400) assert.match(String(answer.at("message")), /strict decoding error: duplicate field "data.a", unknown field "extra"$/);
  });
}

const strictly: { name: string; type?: string; body: string; message: string }[] = [
  {
    name: "a create in JSON: as the fields stand",
    body: '{"metadata":{"name":"d"},"spec":{"unknownField":"foo","replicas":2,"replicas":3,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"web:1","extra":1,"extra":2}]}}}}',
    message: 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.unknownField", duplicate field "spec.replicas", unknown field "spec.template.spec.containers[0].extra"',
  },
  {
    name: "a create in YAML: lines, and then names in their order",
    type: "application/yaml",
    body: "metadata: {name: d, unknownMeta: x}\nspec:\n  unknown: 1\n  replicas: 2\n  replicas: 3\n  paused: true\n  paused: false\n  selector: {matchLabels: {app: web}}\n  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: i, extra: 1}]}}\n",
    message: 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: yaml: unmarshal errors:\n  line 5: key "replicas" already set in map\n  line 7: key "paused" already set in map, unknown field "metadata.unknownMeta", unknown field "spec.template.spec.containers[0].extra", unknown field "spec.unknown"',
  },
];
for (const { name, type, body, message } of strictly) {
  test(`strict field validation of ${name}`, async () => {
    const answer = await api.send("POST", `${deployments}?fieldValidation=Strict`, { body, type });
    assert.deepEqual([answer.code, answer.at("message")], [400, message]);
  });
}

test("field validation warns of each line of YAML", async () => {
  const answer = await api.send("POST", `${configMaps}?dryRun=All`, { body: "metadata: {name: d}\ndata:\n  a: b\n  a: c\n  d: e\n  d: f\n", type: "application/yaml" });
  assert.deepEqual([answer.code, answer.headers["warning"]], [201, '299 - "line 4: key \\"a\\" already set in map", 299 - "line 6: key \\"d\\" already set in map"']);
});

test("update: the version that was read is the condition; without one the write is unconditional", async () => {
  const made = await api.post(configMaps, { metadata: { name: "raced" }, data: { v: "1" } });
  const version = String(made.at("metadata.resourceVersion"));
  const first = await api.put(`${configMaps}/raced`, { metadata: { name: "raced", resourceVersion: version }, data: { v: "2" } });
  const second = await api.put(`${configMaps}/raced`, { metadata: { name: "raced", resourceVersion: version }, data: { v: "3" } });
  const third = await api.put(`${configMaps}/raced`, { metadata: { name: "raced" }, data: { v: "4" } });
  assert.deepEqual([first.code, second.code, second.at("reason"), third.code, third.at("data.v")], [200, 409, "Conflict", 200, "4"]);
  assert.equal(second.at("message"), 'Operation cannot be fulfilled on configmaps "raced": the object has been modified; please apply your changes to the latest version and try again');
});

test("update: of many that write one version at once exactly one wins", async () => {
  const version = String((await api.post(configMaps, { metadata: { name: "contended" } })).at("metadata.resourceVersion"));
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => api.put(`${configMaps}/contended`, { metadata: { name: "contended", resourceVersion: version }, data: { by: String(index) } })));
  assert.equal(answers.filter(({ code }) => code === 200).length, 1);
  assert.equal(answers.filter(({ code }) => code === 409).length, 19);
});

test("update: what changes nothing writes nothing", async () => {
  const made = await api.post(configMaps, { metadata: { name: "same" }, data: { v: "1" } });
  const again = await api.put(`${configMaps}/same`, { metadata: { name: "same" }, data: { v: "1" } });
  assert.equal(again.at("metadata.resourceVersion"), made.at("metadata.resourceVersion"));
});

const refusedUpdates: { name: string; body: object; code: number; message: RegExp }[] = [
  { name: "another name than the path's", body: { metadata: { name: "other" } }, code: 400, message: /^the name of the object \(other\) does not match the name on the URL \(target\)$/ },
  { name: "no name", body: { metadata: {} }, code: 400, message: /^the name of the object \(target based on URL\) was undeterminable: name must be provided$/ },
  { name: "another object's uid", body: { metadata: { name: "target", uid: "00000000-0000-0000-0000-000000000000" } }, code: 409, message: /Precondition failed: UID in precondition: 00000000-0000-0000-0000-000000000000, UID in object meta: / },
];

for (const { name, body, code, message } of refusedUpdates) {
  test(`update: refuses ${name}`, async () => {
    await api.post(configMaps, { metadata: { name: "target" } });
    const answer = await api.put(`${configMaps}/target`, body);
    assert.equal(answer.code, code);
    assert.match(String(answer.at("message")), message);
  });
}

/** A PUT of what is not there: which kinds take it for a create. Source: AllowCreateOnUpdate of upstream's strategies. */
const puts: { path: string; rest?: object; code: number }[] = [
  { path: "/apis/coordination.k8s.io/v1/namespaces/writes/leases", rest: { spec: {} }, code: 201 },
  { path: `${space}/events`, rest: { involvedObject: { namespace: "writes" } }, code: 201 },
  { path: `${space}/endpoints`, code: 201 },
  { path: `${space}/services`, rest: { spec: { ports: [{ port: 80 }] } }, code: 201 },
  { path: `${space}/limitranges`, rest: { spec: { limits: [] } }, code: 201 },
  { path: "/apis/rbac.authorization.k8s.io/v1/namespaces/writes/roles", rest: { rules: [] }, code: 201 },
  { path: "/apis/rbac.authorization.k8s.io/v1/clusterroles", rest: { rules: [] }, code: 201 },
  { path: configMaps, code: 404 },
  { path: "/apis/scheduling.k8s.io/v1/priorityclasses", rest: { value: 1 }, code: 404 },
  { path: "/apis/storage.k8s.io/v1/storageclasses", rest: { provisioner: "p" }, code: 404 },
  { path: "/apis/node.k8s.io/v1/runtimeclasses", rest: { handler: "h" }, code: 201 },
  { path: `${space}/secrets`, code: 404 },
  { path: `${space}/resourcequotas`, rest: { spec: {} }, code: 404 },
  { path: "/api/v1/nodes", code: 404 },
];

for (const { path, rest, code } of puts) {
  test(`update of nothing: ${path.slice(path.lastIndexOf("/") + 1)} answers ${code}`, async () => {
    assert.equal((await api.put(`${path}/put-anew`, { metadata: { name: "put-anew" }, ...rest })).code, code);
  });
}

test("generation counts changes of the spec, and of nothing else", async () => {
  const generation = async (change: Promise<{ at(path: string): unknown }>): Promise<unknown> => (await change).at("metadata.generation");
  const path = `${deployments}/counted`;
  assert.equal(await generation(api.post(deployments, { ...aDeployment("counted"), metadata: { name: "counted", generation: 7 } })), 1);
  assert.equal(await generation(api.patch(path, { metadata: { labels: { a: "b" } } })), 1);
  assert.equal(await generation(api.patch(path, { spec: { minReadySeconds: 3 } })), 2);
  assert.equal(await generation(api.patch(path, { metadata: { generation: 40 } })), 2);
  assert.equal(await generation(api.patch(`${path}/status`, { status: { observedGeneration: 2 } })), 2);
  assert.equal(await generation(api.patch(`${path}/scale`, { spec: { replicas: 2 } })), undefined);
  assert.equal(await generation(api.get(path)), 3);
});

test("status: its endpoint writes the status and nothing else, the others everything else", async () => {
  const path = `${deployments}/parted`;
  await api.post(deployments, { ...aDeployment("parted"), status: { replicas: 5 } });
  const put = await api.put(`${path}/status`, { metadata: { name: "parted", labels: { from: "status" }, annotations: { from: "status" } }, spec: { replicas: 9, selector: { matchLabels: { x: "y" } }, template }, status: { replicas: 2, observedGeneration: 1 } });
  assert.deepEqual([put.code, put.at("spec.replicas"), put.at("status.replicas"), put.at("metadata.labels")], [200, 0, 2, undefined]);
  // Its controller writes a status too, at its own pace: what stands is read, and the write is refused when it does not stand any more.
  const main = await written(path, ({ metadata: { resourceVersion } }) => api.patch(path, { metadata: { resourceVersion }, spec: { replicas: 1 }, status: { replicas: 8 } }));
  assert.deepEqual([main.answer.at("spec.replicas"), main.answer.at("status")], [1, main.stored.status]);
  const read = await api.get(`${path}/status`);
  assert.deepEqual([read.at("kind"), read.at("metadata.name"), read.at("spec.replicas")], ["Deployment", "parted", 1]);
});

test("scale: reads and writes how many, with the object's own version as condition", async () => {
  const path = `${deployments}/scaled`;
  await api.post(deployments, aDeployment("scaled"));
  const read = await api.get(`${path}/scale`);
  assert.deepEqual([read.at("kind"), read.at("apiVersion"), read.at("spec.replicas"), read.at("status.selector")], ["Scale", "autoscaling/v1", undefined, "app=web"].map((value) => value ?? 0));
  const { answer: put, stored } = await written(`${path}/scale`, (scale) => api.put(`${path}/scale`, { ...scale, spec: { replicas: 3 } }));
  assert.deepEqual([put.code, put.at("spec.replicas"), (await api.get(path)).at("spec.replicas")], [200, 3, 3]);
  assert.equal((await api.put(`${path}/scale`, { ...stored, spec: { replicas: 4 } })).code, 409);
  assert.equal((await api.put(`${path}/scale`, { metadata: { name: "scaled" }, spec: { replicas: -1 } })).at("message"), 'Scale.autoscaling "scaled" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0');
  assert.equal((await api.put(`${path}/scale`, { metadata: { name: "scaled" }, spec: 5 })).code, 400);
  assert.equal((await api.patch(`${path}/scale`, { spec: { replicas: 0 } })).at("spec.replicas"), 0);
});

const immutables: { name: string; path: string; body: object; patch: object; message: RegExp }[] = [
  { name: "a config map that says so", path: configMaps, body: { immutable: true, data: { a: "1" } }, patch: { data: { a: "2" } }, message: /data: Forbidden: field is immutable when `immutable` is set$/ },
  { name: "a config map that said so", path: configMaps, body: { immutable: true }, patch: { immutable: false }, message: /immutable: Forbidden: field is immutable when `immutable` is set$/ },
  { name: "the type of a secret", path: `${space}/secrets`, body: { type: "example.com/a" }, patch: { type: "example.com/b" }, message: /type: Invalid value: "example.com\/b": field is immutable$/ },
  { name: "the selector of a Deployment", path: deployments, body: aDeployment("x"), patch: { spec: { selector: { matchLabels: { app: "other" } }, template: { metadata: { labels: { app: "other" } } } } }, message: /spec.selector: Invalid value: .*: field is immutable$/ },
  { name: "the address of a Service", path: `${space}/services`, body: { spec: { ports: [{ port: 80 }] } }, patch: { spec: { clusterIP: "10.96.0.77", clusterIPs: ["10.96.0.77"] } }, message: /spec.clusterIPs\[0\]: Invalid value: \["10.96.0.77"\]: may not change once set$/ },
  { name: "the role of a binding", path: "/apis/rbac.authorization.k8s.io/v1/namespaces/writes/rolebindings", body: { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" } }, patch: { roleRef: { name: "edit" } }, message: /roleRef: Invalid value: .*: cannot change roleRef$/ },
];

for (const [index, { name, path, body, patch, message }] of immutables.entries()) {
  test(`immutable: ${name}`, async () => {
    const object = `fixed-${index}`;
    const made = await api.post(path, { ...body, metadata: { name: object } });
    assert.equal(made.code, 201, made.text);
    const answer = await api.patch(`${path}/${object}`, patch);
    assert.equal(answer.code, 422, answer.text);
    assert.match(String(answer.at("message")), message);
  });
}

const merge = "application/merge-patch+json";
const json = "application/json-patch+json";
const strategic = "application/strategic-merge-patch+json";
const patches: { name: string; type: string; patch: unknown; code: number; message?: RegExp }[] = [
  { name: "a merge", type: merge, patch: { data: { b: "2" } }, code: 200 },
  { name: "a strategic merge", type: strategic, patch: { data: { b: "3" } }, code: 200 },
  { name: "operations", type: json, patch: [{ op: "test", path: "/data/a", value: "1" }, { op: "add", path: "/data/c", value: "4" }], code: 200 },
  { name: "a test that fails", type: json, patch: [{ op: "test", path: "/data/a", value: "9" }], code: 422 },
  { name: "the removal of nothing", type: json, patch: [{ op: "remove", path: "/data/none" }], code: 422 },
  { name: "an old version", type: merge, patch: { metadata: { resourceVersion: "1" } }, code: 409, message: /the object has been modified/ },
  { name: "another name", type: merge, patch: { metadata: { name: "other" } }, code: 400, message: /does not match the name on the URL/ },
  { name: "a type that nobody knows", type: "application/json", patch: {}, code: 415, message: /application\/merge-patch\+json/ },
  { name: "what leaves no ConfigMap", type: merge, patch: { data: { a: 5 } }, code: 422 },
];

for (const { name, type, patch, code, message = /./ } of patches) {
  test(`patch: ${name} answers ${code}`, async () => {
    await api.post(configMaps, { metadata: { name: "patched" }, data: { a: "1" } });
    const answer = await api.patch(`${configMaps}/patched`, patch, type);
    assert.equal(answer.code, code, answer.text);
    if (code >= 400) assert.match(String(answer.at("message")), message);
  });
}

test("a dry run answers like the real thing and changes nothing, whatever the verb", async () => {
  const path = `${configMaps}/rehearsed`;
  const create = await api.post(`${configMaps}?dryRun=All`, { metadata: { name: "rehearsed" } });
  assert.deepEqual([create.code, create.at("metadata.resourceVersion"), (await api.get(path)).code], [201, undefined, 404]);
  const made = await api.post(configMaps, { metadata: { name: "rehearsed" }, data: { v: "1" } });
  const update = await api.put(`${path}?dryRun=All`, { metadata: { name: "rehearsed" }, data: { v: "2" } });
  const patch = await api.patch(`${path}?dryRun=All`, { data: { v: "3" } });
  const removal = await api.delete(`${path}?dryRun=All`);
  const removalByBody = await api.delete(path, { dryRun: ["All"] });
  const collection = await api.delete(`${configMaps}?dryRun=All`);
  assert.deepEqual([update.at("data.v"), patch.at("data.v"), removal.code, removalByBody.code, collection.code], ["2", "3", 200, 200, 200]);
  assert.equal((await api.get(path)).text, made.text);
  assert.equal((await api.post(`${configMaps}?dryRun=All`, { metadata: { name: "rehearsed" } })).code, 409);
});

const deprecated: { path: string; warning: string | undefined }[] = [
  { path: `${space}/endpoints`, warning: '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"' },
  { path: `${space}/endpoints?watch=1&timeoutSeconds=1`, warning: '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"' },
  { path: "/api/v1/componentstatuses", warning: '299 - "v1 ComponentStatus is deprecated in v1.19+"' },
  { path: "/apis/discovery.k8s.io/v1/namespaces/writes/endpointslices", warning: undefined },
];

for (const { path, warning } of deprecated) {
  test(`deprecated kinds are served with a warning: ${path}`, async () => assert.equal((await api.get(path)).headers["warning"], warning));
}

test("a patch that makes something else of the kind is refused in Go's words", async () => {
  await api.post(configMaps, { metadata: { name: "kinds" } });
  const refused = await api.send("PATCH", `${configMaps}/kinds`, { type: "application/merge-patch+json", body: { kind: { toString: true } } });
  assert.equal(refused.code, 422);
  assert.match(String(refused.at("message")), /couldn't get version\/kind; json parse error: json: cannot unmarshal object into Go struct field \.kind of type string/);
});
