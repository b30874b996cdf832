/**
 * API priority and fairness, as stock kubectl sees it: a level of one seat refuses what comes while it is taken, objects
 * count as soon as they are written, and those that a cluster starts with stay.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, test } from "node:test";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "flowcontrol" });
  api = RawApi.connect(cluster.kubeconfig);
  await cluster.kubectl("create", "clusterrolebinding", "noxu", "--clusterrole=cluster-admin", "--user=noxu");
});
after(async () => {
  api?.close();
  await cluster?.dispose();
});

const level = (spec: string) => `{apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: one-seat}, spec: {type: Limited, limited: ${spec}}}`;
const oneSeat = level("{nominalConcurrencyShares: 0, borrowingLimitPercent: 0, limitResponse: {type: Reject}}");
const schema = `{apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: noxu}, spec: {matchingPrecedence: 1000, priorityLevelConfiguration: {name: one-seat}, distinguisherMethod: {type: ByUser},
  rules: [{subjects: [{kind: User, user: {name: noxu}}], resourceRules: [{verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true}], nonResourceRules: [{verbs: ['*'], nonResourceURLs: ['*']}]}]}}`;

async function apply(manifest: string): Promise<void> {
  const { code, stderr } = await cluster.tryKubectl(["create", "-f", "-"], { input: manifest });
  assert.equal(code, 0, stderr);
}

/** Looks until it is as wanted; the last look is the answer when it never is. */
async function eventually<T>(look: () => Promise<T>, isWanted: (seen: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const seen = await look();
    if (isWanted(seen) || tries === 600) return seen;
    await sleep(100);
  }
}

const noxu = { "impersonate-user": "noxu", "impersonate-group": "system:authenticated" };
const flowOf = async (user: string) => {
  const { code, text, headers } = await api.get("/version", { ...noxu, "impersonate-user": user });
  return { code, text, schema: headers["x-kubernetes-pf-flowschema-uid"], level: headers["x-kubernetes-pf-prioritylevel-uid"], retry: headers["retry-after"], type: headers["content-type"] };
};
const uidOf = (resource: string, name: string) => cluster.kubectl("get", resource, name, "-o", "jsonpath={.metadata.uid}");
const danglingOf = (name: string) => cluster.kubectl("get", "flowschema", name, "-o", "jsonpath={.status.conditions[?(@.type=='Dangling')].reason}");

/** Takes noxu's seat with a request whose body stays away, until the returned function sends it. */
async function takeSeat(name: string): Promise<() => Promise<number | undefined>> {
  const { server, ca, clientCertificate, clientKey } = loadKubeconfig(cluster.kubeconfig).endpoint;
  const session = connect(server, { ca, cert: clientCertificate, key: clientKey });
  const stream = session.request({ ":method": "POST", ":path": "/api/v1/namespaces/default/configmaps", "content-type": "application/json", ...noxu });
  const answered = once(stream, "response") as Promise<[IncomingHttpHeaders & { ":status"?: number }]>;
  const taken = await eventually(async () => (await flowOf("noxu")).code, (code) => code === 429);
  assert.equal(taken, 429);
  return async () => {
    stream.end(JSON.stringify({ metadata: { name } }));
    const [headers] = await answered;
    session.close();
    return headers[":status"];
  };
}

test("a schema sends its user's requests to its level; everybody else's go elsewhere", async () => {
  await apply(oneSeat);
  await apply(schema);
  assert.equal(await eventually(() => danglingOf("noxu"), (reason) => reason !== ""), "Found");
  const [schemaUid, levelUid] = [await uidOf("flowschema", "noxu"), await uidOf("prioritylevelconfiguration", "one-seat")];
  const { schema: bySchema, level: byLevel, code } = await eventually(() => flowOf("noxu"), (seen) => seen.level === levelUid);
  assert.deepEqual([code, bySchema, byLevel], [200, schemaUid, levelUid]);
  assert.equal((await flowOf("foo")).level, await uidOf("prioritylevelconfiguration", "global-default"));
  assert.match(await cluster.kubectl("get", "flowschema", "noxu"), /^NAME +PRIORITYLEVEL +MATCHINGPRECEDENCE +DISTINGUISHERMETHOD +AGE +MISSINGPL\nnoxu +one-seat +1000 +ByUser +\S+ +False\n$/);
});

test("while the seat is taken, kubectl is told 429 and tries again until it is free", async () => {
  const free = await takeSeat("held");
  const { text, retry, type } = await flowOf("noxu");
  assert.deepEqual([text, retry === undefined, type], ["Too many requests, please try again later.\n", false, "text/plain; charset=utf-8"]);
  const refusals = async () => Number(/one-seat,.*?(\d+),\s+\d+,\s+\d+\n/.exec((await api.get("/debug/api_priority_and_fairness/dump_priority_levels")).text)?.[1]);
  const before = await refusals();
  const patient = cluster.tryKubectl(["get", "configmap", "held", "-o", "name", "--as", "noxu", "--as-group", "system:authenticated", "-v", "6"]);
  await eventually(refusals, (count) => count > before); // kubectl tries for some ten seconds
  assert.equal(await free(), 201);
  const { code, stdout, stderr } = await patient;
  assert.deepEqual([code, stdout], [0, "configmap/held\n"], stderr);
  assert.match(stderr, /429/);
  assert.match(await cluster.kubectl("get", "--raw", "/metrics"), /apiserver_flowcontrol_rejected_requests_total\{flow_schema="noxu",priority_level="one-seat",reason="concurrency-limit"\} \d+/);
});

test("an edited level counts at once, a deleted schema too", async () => {
  const free = await takeSeat("edited");
  await cluster.kubectl("patch", "prioritylevelconfiguration", "one-seat", "--type=merge", "-p", '{"spec":{"limited":{"nominalConcurrencyShares":10}}}');
  assert.equal((await eventually(() => flowOf("noxu"), ({ code }) => code === 200)).code, 200);
  assert.equal(await free(), 201);
  await cluster.kubectl("delete", "flowschema", "noxu");
  const elsewhere = await uidOf("prioritylevelconfiguration", "global-default");
  assert.equal((await eventually(() => flowOf("noxu"), ({ level }) => level === elsewhere)).level, elsewhere);
  await cluster.kubectl("delete", "prioritylevelconfiguration", "one-seat");
});

test("mandatory objects come back when they are deleted and cannot be changed; suggested ones are the user's once they are told so", async () => {
  for (const name of ["exempt", "catch-all"]) {
    const old = await uidOf("flowschema", name);
    await cluster.kubectl("delete", "flowschema,prioritylevelconfiguration", name);
    const uid = await eventually(() => cluster.tryKubectl(["get", "flowschema", name, "-o", "jsonpath={.metadata.uid}"]).then(({ stdout }) => stdout), (seen) => seen !== "" && seen !== old);
    assert.notEqual(uid, old);
    assert.equal(await eventually(() => danglingOf(name), (reason) => reason === "Found"), "Found");
  }
  const refused = await cluster.tryKubectl(["patch", "flowschema", "catch-all", "--type=merge", "-p", '{"spec":{"matchingPrecedence":2}}']);
  assert.match(refused.stderr, /The FlowSchema "catch-all" is invalid: spec: Invalid value: .*: spec of 'catch-all' must equal the fixed value/);
  const shares = () => cluster.kubectl("get", "prioritylevelconfiguration", "global-default", "-o", "jsonpath={.spec.limited.nominalConcurrencyShares}");
  const change = () => cluster.kubectl("patch", "prioritylevelconfiguration", "global-default", "--type=merge", "-p", '{"spec":{"limited":{"nominalConcurrencyShares":21}}}');
  await change();
  assert.equal(await eventually(shares, (seen) => seen === "20"), "20");
  await cluster.kubectl("annotate", "prioritylevelconfiguration", "global-default", "apf.kubernetes.io/autoupdate-spec=false", "--overwrite");
  await change();
  assert.equal(await shares(), "21");
});

interface Stored {
  metadata: { name: string; uid: string; resourceVersion: string; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
  status?: { conditions?: { type: string }[] };
}

const kinds = [
  {
    kind: "FlowSchema",
    resource: "flowschemas",
    spec: { matchingPrecedence: 10_000, priorityLevelConfiguration: { name: "global-default" }, distinguisherMethod: { type: "ByUser" }, rules: [{ subjects: [{ kind: "User", user: { name: "nobody" } }], nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }] }] },
    patch: { matchingPrecedence: 9_999 },
    change: (spec: Stored["spec"]) => ({ ...spec, matchingPrecedence: 9_000 }),
  },
  {
    kind: "PriorityLevelConfiguration",
    resource: "prioritylevelconfigurations",
    spec: { type: "Limited", limited: { nominalConcurrencyShares: 2, limitResponse: { type: "Reject" } } },
    patch: { limited: { nominalConcurrencyShares: 4 } },
    change: (spec: Stored["spec"]) => ({ ...spec, limited: { ...(spec["limited"] as object), nominalConcurrencyShares: 6 } }),
  },
];

for (const { kind, resource, spec, patch, change } of kinds) {
  test(`${kind}: every operation that the API promises`, async () => {
    const path = `/apis/flowcontrol.apiserver.k8s.io/v1/${resource}`;
    const labelled = `${path}?labelSelector=${encodeURIComponent(`example=${resource}`)}`;
    const read = async (name: string) => JSON.parse((await api.get(`${path}/${name}`)).text) as Stored;
    const count = async () => ((await api.get(labelled)).at("items") as unknown[]).length;
    /** Reads, changes and writes, again while the server's own writes come in between. */
    const update = async (name: string, part: string, edit: (stored: Stored) => Stored) => {
      const { code, text } = await eventually(async () => api.put(`${path}/${name}${part}`, edit(await read(name))), ({ code }) => code !== 409);
      assert.equal(code, 200, text);
      return JSON.parse(text) as Stored;
    };

    for (const part of ["", "/status"]) assert.equal(((await api.get("/apis/flowcontrol.apiserver.k8s.io/v1")).at("resources.*.name") as string[]).includes(`${resource}${part}`), true);
    const template = { apiVersion: "flowcontrol.apiserver.k8s.io/v1", kind, metadata: { generateName: "e2e-example-", labels: { example: resource } }, spec };
    const created: Stored[] = [];
    for (let times = 0; times < 3; times++) created.push(JSON.parse((await api.post(path, template)).text) as Stored);
    const { name, uid } = created[2]?.metadata ?? { name: "", uid: "" };
    assert.equal((await read(name)).metadata.uid, uid);
    const list = await api.get(labelled);
    assert.equal((list.at("items") as unknown[]).length, 3);
    const watch = await api.watch(`${labelled}&watch=1&resourceVersion=${String(list.at("metadata.resourceVersion"))}`);

    const patched = JSON.parse((await api.patch(`${path}/${name}`, { metadata: { annotations: { patched: "true" } }, spec: patch })).text) as Stored;
    assert.equal(patched.metadata.annotations?.["patched"], "true");
    const updated = await update(name, "", (stored) => ({ ...stored, metadata: { ...stored.metadata, annotations: { ...stored.metadata.annotations, updated: "true" } }, spec: change(stored.spec) }));
    assert.deepEqual([updated.metadata.annotations?.["updated"], updated.spec], ["true", change(patched.spec)]);
    for (let event = await watch.next(); ; event = await watch.next()) {
      assert.equal(event?.type, "MODIFIED");
      if ((event?.object as Stored).metadata.annotations?.["patched"] === "true") break;
    }
    watch.close();

    const status = await api.get(`${path}/${name}/status`);
    assert.deepEqual([status.at("kind"), status.at("metadata.uid")], [kind, uid]);
    const conditions = (await api.patch(`${path}/${name}/status`, { status: { conditions: [{ type: "PatchStatusFailed", status: "False", reason: "e2e" }] } })).at("status.conditions.*.type") as string[];
    assert.equal(conditions.includes("PatchStatusFailed"), true);
    const told = await update(name, "/status", (stored) => ({ ...stored, status: { conditions: [...(stored.status?.conditions ?? []), { type: "StatusUpdateFailed", status: "False", reason: "E2E", message: "Set from an e2e test" } as { type: string }] } }));
    assert.equal(told.status?.conditions?.some(({ type }) => type === "StatusUpdateFailed"), true);

    await api.delete(`${path}/${name}`);
    assert.deepEqual([(await api.get(`${path}/${name}`)).code, await count()], [404, 2]);
    await api.delete(labelled);
    assert.equal(await count(), 0);
  });
}
