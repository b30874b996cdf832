import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

/** Bodies of one to three megabytes with mistakes by the ten thousand: more than a call's arguments may be, and too many to compare each with each. */
let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "longlists" });
  api = RawApi.connect(cluster.kubeconfig);
});

after(async () => {
  api.close();
  await cluster.dispose();
});

const many = 130_000;
const times = <T>(value: (index: number) => T, count = many): T[] => Array.from({ length: count }, (_, index) => value(index));
const container = { name: "a", image: "b" };
const job = (spec: object) => ({ spec: { template: { spec: { restartPolicy: "Never", containers: [container], ...spec } } } });

const rows: { name: string; path: string; body: object; says: RegExp }[] = [
  { name: "containers that are nothing", path: "/api/v1/namespaces/default/pods", body: { spec: { containers: times(() => ({})) } }, says: /^Pod "x" is invalid: \[spec\.containers\[0\]\.name: Required value, .* and \d+ more$/ },
  { name: "tolerations of no operator", path: "/apis/batch/v1/namespaces/default/jobs", body: job({ tolerations: times(() => ({ operator: "x" })) }), says: /spec\.template\.spec\.tolerations\[0\]\.operator: Unsupported value: "x".* more$/ },
  { name: "claims, none of which the pod has", path: "/apis/batch/v1/namespaces/default/jobs", body: job({ containers: [{ ...container, resources: { claims: times((i) => ({ name: `k${i}` })) } }] }), says: /claims\[0\]: Not found: "k0".* more$/ },
  { name: "constraints of no kind", path: "/apis/batch/v1/namespaces/default/jobs", body: job({ topologySpreadConstraints: times((i) => ({ topologyKey: `k${i}` }), 100_000) }), says: /topologySpreadConstraints\[0\]\.maxSkew: Invalid value: 0.* more$/ },
  { name: "scopes that nobody knows", path: "/api/v1/namespaces/default/resourcequotas", body: { spec: { scopes: times((i) => `k${i}`) } }, says: /^ResourceQuota "x" is invalid: .* more$/ },
  { name: "terms that are all the same", path: "/apis/storage.k8s.io/v1/storageclasses", body: { provisioner: "a.b/c", allowedTopologies: times(() => ({})) }, says: /^StorageClass\.storage\.k8s\.io "x" is invalid: allowedTopologies\[0\]\.matchLabelExpressions: Duplicate value: ""$/ },
  { name: "finalizers of no name", path: "/api/v1/namespaces/default/secrets", body: { metadata: { finalizers: times(() => "") } }, says: /^Secret "x" is invalid: \[?metadata\.finalizers: Invalid value: "".* more$/ },
];
for (const { name, path, body, says } of rows) {
  test(`${name}, ten thousands of them, are refused`, async () => {
    const { metadata, ...rest } = body as { metadata?: object };
    const answer = await api.post(path, { metadata: { name: "x", ...metadata }, ...rest });
    const message = String(answer.at("message"));
    assert.equal(answer.code, 422, message.slice(0, 500));
    assert.match(message, says);
    assert.equal((answer.at("details.causes") as unknown[]).length <= 10_000, true);
  });
}

test("owners by the ten thousands, each there twice, are kept once, and the warning is short enough for a header", async () => {
  const ownerReferences = times((i) => ({ apiVersion: "v1", kind: "Pod", name: "a", uid: `u${i % 15_000}` }), 30_000);
  const answer = await api.post("/api/v1/namespaces/default/configmaps", { metadata: { name: "owned", ownerReferences } });
  assert.equal(answer.code, 201, String(answer.at("message")).slice(0, 500));
  assert.equal((answer.at("metadata.ownerReferences") as unknown[]).length, 15_000);
  assert.match(String(answer.headers["warning"]), /^299 - "\.metadata\.ownerReferences contains duplicate entries/);
  assert.equal(String(answer.headers["warning"]).length < 5_000, true);
});

test("a change of all of a large pod's variables is refused at once, whole as it is", async () => {
  const pod = (value: string) => ({ metadata: { name: "large" }, spec: { containers: [{ ...container, env: times((i) => ({ name: `E${i}`, value: `${value}${i}` }), 20_000) }] } });
  assert.equal((await api.post("/api/v1/namespaces/default/pods", pod("a"))).code, 201);
  const changed = await api.put("/api/v1/namespaces/default/pods/large", pod("b"));
  assert.equal(changed.code, 422);
  assert.match(String(changed.at("message")), /spec: Forbidden: pod updates may not change fields other than/);
});
