import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiAnswer, RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

const space = "/api/v1/namespaces/deletes";
const configMaps = `${space}/configmaps`;

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "deletes" });
  api = RawApi.connect(cluster.kubeconfig);
  await api.post("/api/v1/namespaces", { metadata: { name: "deletes" } });
  await becomes(`${space}/serviceaccounts/default`, 200); // before that, pods are refused
});

after(async () => {
  api.close();
  await cluster.dispose();
});

/** Resolves with the answer once it has the code. */
async function becomes(path: string, code: number): Promise<ApiAnswer> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const answer = await api.get(path);
    if (answer.code === code) return answer;
  }
  throw new Error(`${path} did not answer ${code}`);
}

/** What a delete that removes the object answers with: the object for some kinds, a Status for the rest. Source: ReturnDeletedObject of upstream's stores. */
const answers: { path: string; rest?: object; kind: string }[] = [
  { path: configMaps, kind: "Status" },
  { path: `${space}/secrets`, kind: "Status" },
  { path: `${space}/services`, rest: { spec: { ports: [{ port: 80 }] } }, kind: "Service" },
  { path: `${space}/serviceaccounts`, kind: "ServiceAccount" },
  { path: `${space}/resourcequotas`, rest: { spec: { hard: { secrets: "100" } } }, kind: "ResourceQuota" },
  { path: `${space}/podtemplates`, rest: { template: { spec: { containers: [{ name: "c", image: "x" }] } } }, kind: "PodTemplate" },
  { path: `${space}/limitranges`, rest: { spec: { limits: [] } }, kind: "Status" },
  { path: `${space}/pods`, rest: { spec: { schedulerName: "nobody", containers: [{ name: "c", image: "x" }] } }, kind: "Pod" },
  { path: "/apis/apps/v1/namespaces/deletes/deployments", rest: { spec: { replicas: 0, selector: { matchLabels: { a: "b" } }, template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "x" }] } } } }, kind: "Status" },
];

for (const { path, rest, kind } of answers) {
  test(`delete of ${path.slice(path.lastIndexOf("/") + 1)} answers with a ${kind}`, async () => {
    const made = await api.post(path, { metadata: { name: "short-lived" }, ...rest });
    assert.equal(made.code, 201, made.text);
    const deleted = await api.delete(`${path}/short-lived`, { propagationPolicy: "Background", gracePeriodSeconds: 0 });
    assert.deepEqual([deleted.code, deleted.at("kind")], [200, kind]);
    assert.equal(deleted.at(kind === "Status" ? "details.uid" : "metadata.uid"), made.at("metadata.uid"));
    assert.equal((await api.get(`${path}/short-lived`)).code, 404);
  });
}

const refused: { name: string; body: object; code: number; message: RegExp }[] = [
  { name: "another uid", body: { preconditions: { uid: "x" } }, code: 409, message: /the UID in the precondition \(x\) does not match the UID in record / },
  { name: "an old version", body: { preconditions: { resourceVersion: "1" } }, code: 409, message: /the ResourceVersion in the precondition \(1\) does not match the ResourceVersion in record \(\d+\)/ },
  { name: "a propagation that nobody knows", body: { propagationPolicy: "Sideways" }, code: 422, message: /propagationPolicy: Unsupported value: "Sideways"/ },
  { name: "two words on propagation", body: { propagationPolicy: "Orphan", orphanDependents: true }, code: 422, message: /orphanDependents and deletionPropagation cannot be both set$/ },
  { name: "half a dry run", body: { dryRun: ["Half"] }, code: 422, message: /dryRun: Unsupported value/ },
  { name: "grace in words", body: { gracePeriodSeconds: "five" }, code: 400, message: /cannot unmarshal string/ },
];

for (const { name, body, code, message } of refused) {
  test(`delete: ${name} is refused and deletes nothing`, async () => {
    await api.post(configMaps, { metadata: { name: "kept" } });
    const answer = await api.delete(`${configMaps}/kept`, body);
    assert.equal(answer.code, code);
    assert.match(String(answer.at("message")), message);
    assert.equal((await api.get(`${configMaps}/kept`)).code, 200);
  });
}

test("the system's own priority classes are not deleted", async () => {
  const classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
  const refused = await api.delete(`${classes}/system-node-critical`);
  assert.deepEqual([refused.code, refused.at("message")], [403, 'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted']);
  assert.equal((await api.get(`${classes}/system-node-critical`)).code, 200);
});

test("preconditions that hold let the delete through", async () => {
  const made = await api.post(configMaps, { metadata: { name: "exact" } });
  const preconditions = { uid: made.at("metadata.uid"), resourceVersion: made.at("metadata.resourceVersion") };
  assert.equal((await api.delete(`${configMaps}/exact`, { preconditions })).code, 200);
});

test("finalizers hold a deleted object until the last one goes; none can be added", async () => {
  const path = `${configMaps}/held`;
  await api.post(configMaps, { metadata: { name: "held", finalizers: ["example.com/a", "example.com/b"] } });
  const deleted = await api.delete(path);
  assert.deepEqual([deleted.at("kind"), deleted.at("metadata.deletionGracePeriodSeconds"), typeof deleted.at("metadata.deletionTimestamp")], ["ConfigMap", 0, "string"]);
  const more = await api.patch(path, { metadata: { finalizers: ["example.com/a", "example.com/b", "example.com/c"] } });
  assert.deepEqual([more.code, more.at("details.causes.0.message")], [422, 'Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/c"}']);
  assert.equal((await api.patch(path, { metadata: { finalizers: ["example.com/b"] } })).code, 200);
  assert.equal((await api.get(path)).code, 200);
  assert.equal((await api.patch(path, { metadata: { finalizers: null } })).code, 200);
  assert.equal((await api.get(path)).code, 404);
});

const propagations: { name: string; body: object; code: number; dependent: "goes" | "stays" }[] = [
  { name: "Background", body: { propagationPolicy: "Background" }, code: 200, dependent: "goes" },
  { name: "Foreground", body: { propagationPolicy: "Foreground" }, code: 200, dependent: "goes" },
  { name: "Orphan", body: { propagationPolicy: "Orphan" }, code: 200, dependent: "stays" },
  { name: "orphanDependents true", body: { orphanDependents: true }, code: 200, dependent: "stays" },
  { name: "orphanDependents false", body: { orphanDependents: false }, code: 200, dependent: "goes" },
  { name: "nothing said", body: {}, code: 200, dependent: "goes" },
];

for (const [index, { name, body, code, dependent }] of propagations.entries()) {
  test(`propagation, ${name}: what depends on the object ${dependent}`, async () => {
    const [owner, child] = [`owner-${index}`, `child-${index}`];
    const uid = (await api.post(configMaps, { metadata: { name: owner } })).at("metadata.uid");
    await api.post(configMaps, { metadata: { name: child, ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: owner, uid, blockOwnerDeletion: true }] } });
    const deleted = await api.delete(`${configMaps}/${owner}`, body);
    assert.equal(deleted.code, code);
    const finalizer = dependent === "stays" ? "orphan" : name === "Foreground" ? "foregroundDeletion" : undefined;
    assert.deepEqual(deleted.at("metadata.finalizers"), finalizer === undefined ? undefined : [finalizer]);
    await becomes(`${configMaps}/${owner}`, 404);
    if (dependent === "goes") await becomes(`${configMaps}/${child}`, 404);
    else assert.deepEqual((await becomes(`${configMaps}/${child}`, 200)).at("metadata.ownerReferences"), undefined);
  });
}

test("who asks in the older way that dependents go too is told with 202 that the object still stands", async () => {
  await api.post(configMaps, { metadata: { name: "lingers", finalizers: ["example.com/a"] } });
  assert.equal((await api.delete(`${configMaps}/lingers`, { orphanDependents: false })).code, 202);
  await api.patch(`${configMaps}/lingers`, { metadata: { finalizers: null } });
});

test("grace: the pod's own unless one is asked for; a second delete may shorten it and never lengthen it", async () => {
  const pods = `${space}/pods`;
  await api.post(pods, { metadata: { name: "graceful" }, spec: { nodeName: "elsewhere", terminationGracePeriodSeconds: 60, containers: [{ name: "c", image: "x" }] } });
  const grace = async (change: Promise<ApiAnswer>): Promise<unknown> => (await change).at("metadata.deletionGracePeriodSeconds");
  assert.equal(await grace(api.delete(`${pods}/graceful`)), 60);
  assert.equal(await grace(api.delete(`${pods}/graceful`, { gracePeriodSeconds: 90 })), 60);
  assert.equal(await grace(api.delete(`${pods}/graceful?gracePeriodSeconds=20`)), 20);
  assert.equal((await api.get(`${pods}/graceful`)).at("metadata.generation"), 2);
  assert.equal((await api.delete(`${pods}/graceful`, { gracePeriodSeconds: 0 })).code, 200);
  assert.equal((await api.get(`${pods}/graceful`)).code, 404);
});

test("deletecollection: what the selectors find, of this namespace only", async () => {
  const secrets = `${space}/secrets`;
  for (const name of ["a", "b", "c", "d"]) await api.post(secrets, { metadata: { name, labels: { half: name < "c" ? "first" : "second" } } });
  await api.post("/api/v1/namespaces/default/secrets", { metadata: { name: "a", labels: { half: "first" } } });
  const left = async (): Promise<unknown> => (await api.get(secrets)).at("items.*.metadata.name");
  const byName = await api.delete(`${secrets}?fieldSelector=metadata.name%3Dd`);
  assert.deepEqual([byName.code, byName.at("kind"), byName.at("items.*.metadata.name"), await left()], [200, "SecretList", ["d"], ["a", "b", "c"]]);
  const limited = await api.delete(`${secrets}?labelSelector=half%3Dfirst&limit=1`);
  assert.deepEqual([limited.at("items.*.metadata.name"), typeof limited.at("metadata.continue"), await left()], [["a"], "string", ["b", "c"]]);
  await api.delete(`${secrets}?labelSelector=half%3Dfirst`);
  assert.deepEqual(await left(), ["c"]);
  assert.equal((await api.delete(`${secrets}?labelSelector=a,,`)).code, 400);
  await api.delete(secrets);
  assert.deepEqual(await left(), []);
  assert.equal((await api.delete("/api/v1/namespaces/default/secrets/a")).code, 200);
  assert.equal((await api.delete("/api/v1/namespaces")).code, 405);
});

test("a deletion whose answer cannot be written as it is asked for does not happen", async () => {
  await api.post("/api/v1/namespaces/default/configmaps", { metadata: { name: "kept" } });
  const refused = await api.send("DELETE", "/api/v1/namespaces/default/configmaps/kept?includeObject=everything", { headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" } });
  assert.deepEqual([refused.code, refused.at("message")], [400, "Unable to convert to Table as requested: includeObject: Invalid value: \"everything\": must be 'Metadata', 'Object', 'None', or empty"]);
  assert.equal((await api.get("/api/v1/namespaces/default/configmaps/kept")).code, 200);
});
