import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiAnswer, fieldAt, RawApi } from "../../support/api.ts";
import { type TestCluster, testCluster } from "../../support/cluster.ts";
import { type Kind, kindsOf, type Made, namespace } from "./kinds.ts";
import { statuses, withoutMetadata } from "./statuses.ts";

let cluster: TestCluster;
let api: RawApi;
let kinds: readonly Kind[];

before(async () => {
  cluster = await testCluster({ name: "lifecycles" });
  api = RawApi.connect(cluster.kubeconfig);
  await api.post("/api/v1/namespaces", { metadata: { name: namespace } });
  while ((await api.get(`/api/v1/namespaces/${namespace}/serviceaccounts/default`)).code !== 200);
  kinds = await kindsOf(api);
});

after(async () => {
  api.close();
  await cluster.dispose();
});

const everyVerb = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const label = "special";

/** Kinds that are changed only by who says which version of them. Source: AllowUnconditionalUpdate of upstream's strategies. */
const conditional = new Set(
  "leases csidrivers csinodes csistoragecapacities volumeattachments runtimeclasses poddisruptionbudgets mutatingwebhookconfigurations validatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings mutatingadmissionpolicies mutatingadmissionpolicybindings customresourcedefinitions apiservices".split(" "),
);

/** The answer; throws with its words when the code is another than `code`. */
function expectCode(answer: ApiAnswer, code: number, what: string): ApiAnswer {
  assert.equal(answer.code, code, `${what}: ${answer.text}`);
  return answer;
}

/** What upstream's conformance tests do with every kind: "should support ... API operations", "should run through the lifecycle of ...". */
async function live(kind: Kind): Promise<void> {
  const { collection, everywhere, make, name: kindName } = kind;
  const labeled = (index: number): Made => {
    const made = make(index);
    made.metadata.labels = { ...made.metadata.labels, [label]: "yes" };
    return made;
  };
  const name = make(0).metadata.name;
  const path = `${collection}/${name}`;
  const selected = `labelSelector=${label}%3Dyes`;

  assert.deepEqual(kind.verbs, everyVerb);
  for (const index of [0, 1, 2]) expectCode(await api.post(collection, labeled(index)), 201, "create");
  expectCode(await api.post(collection, make(3)), 201, "create without the label");
  if (kindName.endsWith("flowschemas")) await toldOfItsLevel(collection, name);
  assert.equal(expectCode(await api.get(path), 200, "get").at("metadata.name"), name);
  const list = await api.get(`${collection}?${selected}`);
  assert.deepEqual((list.at("items.*.metadata.name") as string[]).sort(), [0, 1, 2].map((index) => make(index).metadata.name).sort());
  assert.equal((((await api.get(`${everywhere}?${selected}`)).at("items")) as unknown[]).length, 3);

  const watch = await api.watch(`${collection}?watch=true&resourceVersion=${list.at("metadata.resourceVersion")}&fieldSelector=metadata.name%3D${name}`);
  const patched = expectCode(await api.patch(path, { metadata: { annotations: { patched: "true" } } }), 200, "patch");
  assert.equal(patched.at("metadata.annotations.patched"), "true");
  const updated = await written(path, (stored) => api.put(path, { ...stored, metadata: { ...stored.metadata, annotations: { ...stored.metadata.annotations, updated: "true" } } }));
  assert.equal(expectCode(updated.answer, 200, "update").at("metadata.annotations.updated"), "true");
  const same = await written(path, (stored) => api.put(path, stored));
  assert.equal(same.answer.at("metadata.resourceVersion"), same.stored.metadata.resourceVersion, "an update that changes nothing");

  const withoutVersion = structuredClone(same.stored) as { metadata: { resourceVersion?: string } };
  delete withoutVersion.metadata.resourceVersion;
  const unconditional = await api.put(path, withoutVersion);
  if (!conditional.has(kindName.slice(kindName.indexOf("/") + 1))) expectCode(unconditional, 200, "an update without a version");
  else assert.match(String(expectCode(unconditional, 422, "an update without a version").at("message")), /: metadata\.resourceVersion: Invalid value: 0: must be specified for an update$/);

  if (kind.hasStatus) await liveStatus(kindName, path);

  expectCode(await api.send("DELETE", `${path}?propagationPolicy=Background`), 200, "delete");
  const told: string[] = [];
  for (let event = await watch.next(); event !== undefined; event = await watch.next()) {
    told.push(`${event.type} ${["patched", "updated"].filter((key) => fieldAt(event?.object, `metadata.annotations.${key}`) === "true").join(" ")}`);
    if (event.type === "DELETED") break;
  }
  watch.close();
  assert.deepEqual([...new Set(told)].filter((line) => line !== "MODIFIED "), ["MODIFIED patched", "MODIFIED patched updated", "DELETED patched updated"]);
  const gone = expectCode(await api.get(path), 404, "get of what is gone");
  assert.equal(gone.at("message"), `${kind.qualified} "${name}" not found`);

  const rest = await api.watch(`${collection}?watch=true&resourceVersion=${gone.at("metadata.resourceVersion") ?? "0"}&${selected}`);
  expectCode(await api.send("DELETE", `${collection}?${selected}&propagationPolicy=Background`), 200, "deletecollection");
  for (let left = 2; left > 0; ) if ((await rest.next())?.type === "DELETED") left--;
  rest.close();
  assert.deepEqual((await api.get(`${collection}?${selected}`)).at("items"), []);
  const bystander = `${collection}/${make(3).metadata.name}`;
  expectCode(await api.send("DELETE", `${bystander}?propagationPolicy=Background`), 200, "delete of what the selector does not find");
}

/** Flow control writes into a new schema whether its level is there: until it has, the test's own changes may meet that one. */
async function toldOfItsLevel(collection: string, name: string): Promise<void> {
  const watch = await api.watch(`${collection}?watch=true&fieldSelector=metadata.name%3D${name}`);
  for (let event = await watch.next(); event !== undefined; event = await watch.next()) if (fieldAt(event.object, "status.conditions") !== undefined) break;
  watch.close();
}

/** The status endpoint gives the object, takes a status with or without metadata, and nothing else; the object's own takes no status. */
async function liveStatus(kindName: string, path: string): Promise<void> {
  const status = statuses[kindName];
  assert.ok(status, `no status to send to ${kindName}`);
  const before = await api.get(`${path}/status`);
  assert.equal(before.at("metadata.uid"), (await api.get(path)).at("metadata.uid"));
  const patched = expectCode(await api.patch(`${path}/status`, { metadata: { annotations: { patchedstatus: "true" } }, spec: { nonsense: 1 }, status }), 200, "status patch");
  assert.deepEqual(subset(patched.at("status"), status), status);
  const takesMetadata = !withoutMetadata.includes(kindName.slice(kindName.indexOf("/") + 1));
  assert.equal(patched.at("metadata.annotations.patchedstatus"), takesMetadata ? "true" : undefined);
  const updated = await written(path, (stored) => api.put(`${path}/status`, { ...stored, status: { ...stored.status, ...status } }));
  assert.deepEqual(subset(expectCode(updated.answer, 200, "status update").at("status"), status), status);
  const nothing = { conditions: null, message: null, hard: null, attached: null, loadBalancer: null };
  const other = await written(path, ({ metadata: { resourceVersion } }) => api.patch(path, { metadata: { resourceVersion }, status: nothing }));
  assert.deepEqual(expectCode(other.answer, 200, "patch").at("status"), other.stored.status, "the object's own endpoint");
}

type Stored = Made & { readonly metadata: { readonly resourceVersion: string; readonly annotations?: Record<string, string> }; readonly status?: object };

/** What a write of the object as it stands is answered with, and as what it stood: again when a controller was quicker, which writes what it finds at its own pace. */
async function written(path: string, write: (stored: Stored) => Promise<ApiAnswer>): Promise<{ answer: ApiAnswer; stored: Stored }> {
  for (;;) {
    const stored = JSON.parse((await api.get(path)).text) as Stored;
    const answer = await write(stored);
    if (answer.code !== 409) return { answer, stored };
  }
}

/** The fields of `value` that `shape` has, at the top, and of conditions those that it names: others are written by those whose conditions they are. */
function subset(value: unknown, shape: object): unknown {
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(shape).map(([key, wanted]) => [key, key === "conditions" ? conditionsOf(fields[key], wanted) : fields[key]]));
}

function conditionsOf(value: unknown, wanted: unknown): unknown {
  const types = (wanted as { type: string }[]).map(({ type }) => type);
  return (value as { type: string }[] | undefined)?.filter(({ type }) => types.includes(type));
}

test("the life of an object of every kind", async (suite) => {
  for (const kind of kinds) await suite.test(kind.everywhere, () => live(kind));
});
