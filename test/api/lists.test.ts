import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiAnswer, RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

const configMaps = "/api/v1/namespaces/lists/configmaps";
const query = (options: Readonly<Record<string, string>>): string => `${configMaps}?${new URLSearchParams(options)}`;
const names = (answer: ApiAnswer): unknown => answer.at("items.*.metadata.name");
const all = ["a", "b", "c", "d"];

let cluster: TestCluster;
let api: RawApi;
/** When only `a` and `b` stood; and when all four did. */
let early: string;
let now: string;

before(async () => {
  cluster = await testCluster({ name: "lists" });
  api = RawApi.connect(cluster.kubeconfig);
  await api.post("/api/v1/namespaces", { metadata: { name: "lists" } });
  for (const name of all) {
    await api.post(configMaps, { metadata: { name, labels: { name, half: name < "c" ? "first" : "second", ...(name === "d" ? { size: "7" } : {}) } } });
    if (name === "b") early = String((await api.get(query({ labelSelector: "name" }))).at("metadata.resourceVersion"));
  }
  // What the namespace's controllers make is not what these tests are about.
  for (const made of ["configmaps/kube-root-ca.crt", "serviceaccounts/default"]) while ((await api.get(`/api/v1/namespaces/lists/${made}`)).code !== 200);
  now = String((await api.get(configMaps)).at("metadata.resourceVersion"));
});

after(async () => {
  api.close();
  await cluster.dispose();
});

const forbidden = (field: string, why: string): string => `ListOptions.meta.k8s.io "" is invalid: ${field}: Forbidden: ${why}`;

/** Versions: `early` and `now` stand for what they were; the rest is as written. Source: kubernetes.io, API concepts, resource versions. */
const states: { name: string; version?: string; match?: string; limit?: string; is?: readonly string[]; refused?: { code: number; message: string | RegExp } }[] = [
  { name: "nothing said: the newest", is: all },
  { name: "0: whatever is at hand", version: "0", is: all },
  { name: "a version: not older", version: "early", is: all },
  { name: "a version and a limit: exactly that", version: "early", limit: "10", is: ["a", "b"] },
  { name: "0 and a limit: whatever is at hand", version: "0", limit: "10", is: all },
  { name: "Exact", version: "early", match: "Exact", is: ["a", "b"] },
  { name: "Exact, by pages", version: "early", match: "Exact", limit: "1", is: ["a"] },
  { name: "Exact, now", version: "now", match: "Exact", is: all },
  { name: "NotOlderThan", version: "early", match: "NotOlderThan", is: all },
  { name: "NotOlderThan and a limit", version: "early", match: "NotOlderThan", limit: "10", is: all },
  { name: "NotOlderThan 0", version: "0", match: "NotOlderThan", is: all },
  { name: "limit 0 is no limit", limit: "0", is: all },
  { name: "Exact 0", version: "0", match: "Exact", refused: { code: 422, message: forbidden("resourceVersionMatch", 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"') } },
  { name: "Exact nothing", match: "Exact", refused: { code: 422, message: forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided") } },
  { name: "NotOlderThan nothing", match: "NotOlderThan", refused: { code: 422, message: forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided") } },
  { name: "a match that nobody knows", version: "early", match: "Newer", refused: { code: 422, message: /resourceVersionMatch: Unsupported value: "Newer": supported values: "Exact", "NotOlderThan", ""$/ } },
  { name: "the future", version: "99999999", refused: { code: 504, message: /^Timeout: Too large resource version: 99999999, current: \d+$/ } },
  { name: "exactly the future", version: "99999999", match: "Exact", refused: { code: 504, message: /^Timeout: Too large resource version: 99999999, current: \d+$/ } },
  { name: "no version at all", version: "abc", refused: { code: 400, message: /parsing "abc": invalid syntax/ } },
  { name: "a negative version", version: "-1", refused: { code: 400, message: /invalid resource version/ } },
];

for (const { name, version, match, limit, is, refused } of states) {
  test(`list at a version: ${name}`, async () => {
    const resourceVersion = version === "early" ? early : version === "now" ? now : version;
    const options = { labelSelector: "name", ...(resourceVersion && { resourceVersion }), ...(match && { resourceVersionMatch: match }), ...(limit && { limit }) };
    const answer = await api.get(query(options));
    if (refused === undefined) assert.deepEqual([answer.code, names(answer)], [200, is]);
    else {
      assert.equal(answer.code, refused.code);
      if (typeof refused.message === "string") assert.equal(answer.at("message"), refused.message);
      else assert.match(String(answer.at("message")), refused.message);
    }
  });
}

test("list: exactly a version says that version, later reads say theirs", async () => {
  assert.equal((await api.get(query({ resourceVersion: early, resourceVersionMatch: "Exact" }))).at("metadata.resourceVersion"), early);
  assert.equal(Number((await api.get(query({ resourceVersion: early }))).at("metadata.resourceVersion")) >= Number(now), true);
});

test("pages show the state of the first page, whatever happens meanwhile", async () => {
  const first = await api.get(query({ limit: "2" }));
  const version = first.at("metadata.resourceVersion");
  assert.deepEqual([names(first), first.at("metadata.remainingItemCount")], [["a", "b"], 3]);
  await api.post(configMaps, { metadata: { name: "bb" } });
  await api.delete(`${configMaps}/c`);
  await api.patch(`${configMaps}/d`, { metadata: { labels: { late: "true" } } });
  const second = await api.get(query({ limit: "2", continue: String(first.at("metadata.continue")) }));
  assert.deepEqual([names(second), second.at("metadata.resourceVersion"), second.at("metadata.remainingItemCount")], [["c", "d"], version, 1]);
  assert.equal(second.at("items.1.metadata.labels.late"), undefined);
  const last = await api.get(query({ limit: "2", continue: String(second.at("metadata.continue")) }));
  assert.deepEqual([names(last), last.at("metadata.continue"), last.at("metadata.remainingItemCount")], [["kube-root-ca.crt"], undefined, undefined]);
  await api.delete(`${configMaps}/bb`);
  await api.post(configMaps, { metadata: { name: "c", labels: { name: "c", half: "second" } } });
});

test("pages of a selection do not say how many remain", async () => {
  const page = await api.get(query({ limit: "1", labelSelector: "half=first" }));
  assert.deepEqual([names(page), typeof page.at("metadata.continue"), page.at("metadata.remainingItemCount")], [["a"], "string", undefined]);
});

const badTokens: { name: string; options: Record<string, string>; code: number; message: RegExp }[] = [
  { name: "one that no server made", options: { continue: "xyz" }, code: 400, message: /^invalid continue token: continue key is not valid/ },
  { name: "one with a version beside it", options: { continue: btoa(JSON.stringify({ v: "meta.k8s.io/v1", rv: 5, start: "a/b" })), resourceVersion: "5" }, code: 400, message: /^specifying resource version is not allowed when using continue$/ },
  { name: "one of another version", options: { continue: btoa(JSON.stringify({ v: "meta.k8s.io/v2", rv: 5, start: "a/b" })) }, code: 400, message: /^invalid continue token: continue key is not valid: server does not recognize this encoded version meta.k8s.io\/v2$/ },
  { name: "one that leads elsewhere", options: { continue: btoa(JSON.stringify({ v: "meta.k8s.io/v1", rv: 5, start: "../secrets/a" })) }, code: 400, message: /^invalid continue token: continue key is not valid: \.\.\/secrets\/a$/ },
  { name: "one with a match beside it", options: { continue: "token", resourceVersion: "5", resourceVersionMatch: "Exact" }, code: 422, message: /resourceVersionMatch is forbidden when continue is provided/ },
];

for (const { name, options, code, message } of badTokens) {
  test(`pages: refuses ${name}`, async () => {
    const answer = await api.get(query(options));
    assert.equal(answer.code, code);
    assert.match(String(answer.at("message")), message);
  });
}

const labelSelectors: { selector: string; is: readonly string[] }[] = [
  { selector: "name=a", is: ["a"] },
  { selector: "name==a", is: ["a"] },
  { selector: "name!=a,name", is: ["b", "c", "d"] },
  { selector: "name in (a, c)", is: ["a", "c"] },
  { selector: "name notin (a,c),name", is: ["b", "d"] },
  { selector: "name", is: all },
  { selector: "!name", is: ["kube-root-ca.crt"] },
  { selector: "half=first,name=b", is: ["b"] },
  { selector: "size>6", is: ["d"] },
  { selector: "size>7", is: [] },
  { selector: "size<8", is: ["d"] },
  { selector: "name=", is: [] },
  { selector: "", is: [...all, "kube-root-ca.crt"] },
];

for (const { selector, is } of labelSelectors) {
  test(`label selector: ${JSON.stringify(selector)}`, async () => assert.deepEqual(names(await api.get(query({ labelSelector: selector }))), is));
}

const fieldSelectors: { selector: string; is: readonly string[] }[] = [
  { selector: "metadata.name=a", is: ["a"] },
  { selector: "metadata.name==a", is: ["a"] },
  { selector: "metadata.name!=kube-root-ca.crt", is: all },
  { selector: "metadata.name=a,metadata.namespace=lists", is: ["a"] },
  { selector: "metadata.name=a,metadata.namespace=other", is: [] },
  { selector: "metadata.name=nobody", is: [] },
  { selector: "", is: [...all, "kube-root-ca.crt"] },
];

for (const { selector, is } of fieldSelectors) {
  test(`field selector: ${JSON.stringify(selector)}`, async () => assert.deepEqual(names(await api.get(query({ fieldSelector: selector }))), is));
}

const badSelectors: { options: Record<string, string>; message: RegExp }[] = [
  { options: { labelSelector: "a,,b" }, message: /^found ',', expected: identifier after ','$/ },
  { options: { labelSelector: "a in b" }, message: /unable to parse requirement/ },
  { options: { labelSelector: "a=-" }, message: /a valid label must be an empty string or consist of alphanumeric characters/ },
  { options: { labelSelector: "a>b" }, message: /for 'Gt', 'Lt' operators, the value must be an integer/ },
  { options: { fieldSelector: "metadata.name" }, message: /^invalid selector: 'metadata.name'; can't understand 'metadata.name'$/ },
  { options: { fieldSelector: "spec.color=red" }, message: /^"spec.color" is not a known field selector: only "metadata.name", "metadata.namespace"$/ },
];

for (const { options, message } of badSelectors) {
  test(`selectors: refuses ${Object.values(options)[0]}`, async () => {
    const answer = await api.get(query(options));
    assert.deepEqual([answer.code, answer.at("reason")], [400, "BadRequest"]);
    assert.match(String(answer.at("message")), message);
  });
}

/** One object of each kind that can be selected by more than its name, and what it is selected by. */
const selectable: { path: string; body: object; selected: readonly string[]; notSelected: readonly string[] }[] = [
  {
    path: "/api/v1/namespaces/lists/pods",
    body: { metadata: { name: "p" }, spec: { nodeName: "elsewhere", schedulerName: "mine", restartPolicy: "Never", hostNetwork: true, containers: [{ name: "c", image: "x" }] } },
    selected: ["spec.nodeName=elsewhere", "spec.schedulerName=mine", "spec.restartPolicy=Never", "spec.serviceAccountName=default", "spec.hostNetwork=true", "status.phase=Pending", "status.podIP=", "status.nominatedNodeName="],
    notSelected: ["spec.nodeName=", "spec.restartPolicy!=Never", "status.phase=Running", "spec.hostNetwork=false"],
  },
  { path: "/api/v1/namespaces/lists/secrets", body: { metadata: { name: "p" }, type: "example.com/kind" }, selected: ["type=example.com/kind"], notSelected: ["type=Opaque"] },
  { path: "/api/v1/namespaces/lists/services", body: { metadata: { name: "p" }, spec: { clusterIP: "None" } }, selected: ["spec.clusterIP=None", "spec.type=ClusterIP"], notSelected: ["spec.type=NodePort"] },
  {
    path: "/api/v1/namespaces/lists/events",
    body: { metadata: { name: "p" }, involvedObject: { kind: "Pod", name: "q", namespace: "lists", uid: "u", apiVersion: "v1", fieldPath: "spec.containers{c}" }, reason: "Because", type: "Warning", source: { component: "me" }, reportingComponent: "me" },
    selected: ["involvedObject.kind=Pod", "involvedObject.name=q", "involvedObject.uid=u", "involvedObject.apiVersion=v1", "involvedObject.fieldPath=spec.containers{c}", "reason=Because", "type=Warning", "source=me", "reportingComponent=me"],
    notSelected: ["involvedObject.kind=Node", "type=Normal"],
  },
  { path: "/api/v1/namespaces/lists/replicationcontrollers", body: { metadata: { name: "p" }, spec: { replicas: 0, selector: { a: "b" }, template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "x" }] } } } }, selected: ["status.replicas=0"], notSelected: ["status.replicas=1"] },
  { path: "/apis/batch/v1/namespaces/lists/jobs", body: { metadata: { name: "p" }, spec: { suspend: true, template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "x" }] } } } }, selected: ["status.successful=0"], notSelected: ["status.successful=1"] },
  { path: "/api/v1/nodes", body: { metadata: { name: "p" }, spec: { unschedulable: true } }, selected: ["spec.unschedulable=true"], notSelected: ["spec.unschedulable=false"] },
  { path: "/api/v1/namespaces", body: { metadata: { name: "p" } }, selected: ["status.phase=Active"], notSelected: ["status.phase=Terminating"] },
];

for (const { path, body, selected, notSelected } of selectable) {
  test(`field selectors of ${path.slice(path.lastIndexOf("/") + 1)}`, async () => {
    const made = await api.post(path, body);
    assert.equal(made.code, 201, made.text);
    const has = async (fieldSelector: string): Promise<boolean> => (names(await api.get(`${path}?${new URLSearchParams({ fieldSelector })}`)) as string[]).includes("p");
    for (const selector of selected) assert.equal(await has(selector), true, selector);
    for (const selector of notSelected) assert.equal(await has(selector), false, selector);
    assert.equal((await api.get(`${path}?fieldSelector=spec.nothing%3D1`)).code, 400);
  });
}

test("items of a list leave kind and apiVersion to the list", async () => {
  const list = await api.get(configMaps);
  assert.deepEqual([list.at("kind"), list.at("apiVersion"), list.at("items.0.kind"), list.at("items.0.apiVersion")], ["ConfigMapList", "v1", undefined, undefined]);
  assert.equal((await api.get(`${configMaps}/a`)).at("kind"), "ConfigMap");
  assert.deepEqual((await api.get("/apis/autoscaling/v1/namespaces/lists/horizontalpodautoscalers")).at("items"), []);
});
