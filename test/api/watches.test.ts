import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import WebSocket from "ws";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { type ApiWatch, fieldAt, RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

const configMaps = "/api/v1/namespaces/watches/configmaps";
const watchOf = (options: Readonly<Record<string, string>> = {}): string => `${configMaps}?${new URLSearchParams({ watch: "true", labelSelector: "app", ...options })}`;

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "watches" });
  api = RawApi.connect(cluster.kubeconfig);
  await api.post("/api/v1/namespaces", { metadata: { name: "watches" } });
  // What the namespace's controllers make is not what these tests are about.
  while ((await api.get(`${configMaps}/kube-root-ca.crt`)).code !== 200);
});

after(async () => {
  api.close();
  await cluster.dispose();
});

/** Two objects, `a` and `b`, and nothing else with the label; the version at which both stand. */
async function twoObjects(): Promise<string> {
  await api.delete(`${configMaps}?labelSelector=app`);
  for (const name of ["a", "b"]) await api.post(configMaps, { metadata: { name, labels: { app: name } } });
  return String((await api.get(configMaps)).at("metadata.resourceVersion"));
}

async function restOf(watch: ApiWatch): Promise<string[]> {
  const lines: string[] = [];
  for (let event = await watch.next(); event !== undefined; event = await watch.next()) lines.push(`${event.type} ${String(fieldAt(event.object, "metadata.name") ?? "")}`.trim());
  return lines;
}

const end = "k8s.io/initial-events-end";

/** What a watch of one second tells when nothing happens. `now` stands for the version at which `a` and `b` are there. */
const starts: { name: string; options: { resourceVersion?: string } & Record<string, string>; told: readonly string[] }[] = [
  { name: "no version: what is there", options: {}, told: ["ADDED a", "ADDED b"] },
  { name: "0: what is there", options: { resourceVersion: "0" }, told: ["ADDED a", "ADDED b"] },
  { name: "a version: nothing that was before", options: { resourceVersion: "now" }, told: [] },
  { name: "a selection", options: { labelSelector: "app=b" }, told: ["ADDED b"] },
  { name: "one object by its name", options: { fieldSelector: "metadata.name=a" }, told: ["ADDED a"] },
  { name: "initial events, with the end mark", options: { sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan", allowWatchBookmarks: "true" }, told: ["ADDED a", "ADDED b", "BOOKMARK"] },
  { name: "initial events from a version", options: { sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan", allowWatchBookmarks: "true", resourceVersion: "now" }, told: ["ADDED a", "ADDED b", "BOOKMARK"] },
  { name: "initial events without bookmarks have no end mark", options: { sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan" }, told: ["ADDED a", "ADDED b"] },
  { name: "no initial events", options: { sendInitialEvents: "false", resourceVersionMatch: "NotOlderThan" }, told: [] },
  { name: "a limit means nothing", options: { limit: "1" }, told: ["ADDED a", "ADDED b"] },
];

for (const { name, options, told } of starts) {
  test(`watch from ${name}; it ends after its timeout`, async () => {
    const now = await twoObjects();
    const versioned = options.resourceVersion === "now" ? { ...options, resourceVersion: now } : options;
    const watch = await api.watch(watchOf({ ...versioned, timeoutSeconds: "1" }));
    assert.deepEqual(await restOf(watch), told);
  });
}

test("watch: the end mark is a bookmark of the version at which the objects stood", async () => {
  const now = await twoObjects();
  const watch = await api.watch(watchOf({ sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan", allowWatchBookmarks: "true" }));
  await watch.lines(2);
  const mark = await watch.next();
  assert.deepEqual([fieldAt(mark, "object.kind"), fieldAt(mark, "object.metadata.annotations")], ["ConfigMap", { [end]: "true" }]);
  assert.equal(Number(fieldAt(mark, "object.metadata.resourceVersion")) >= Number(now), true);
  watch.close();
});

const refused: { name: string; options: Record<string, string>; code: number; message: RegExp }[] = [
  { name: "a match without initial events", options: { resourceVersionMatch: "NotOlderThan" }, code: 422, message: /resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided/ },
  { name: "initial events without a match", options: { sendInitialEvents: "true" }, code: 422, message: /sendInitialEvents requires setting resourceVersionMatch to NotOlderThan/ },
  { name: "initial events of exactly a version", options: { sendInitialEvents: "true", resourceVersionMatch: "Exact" }, code: 422, message: /sendInitialEvents requires setting resourceVersionMatch to NotOlderThan.*Unsupported value: \\"Exact\\": supported values: \\"NotOlderThan\\"/ },
  { name: "initial events of a page", options: { sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan", continue: "abc" }, code: 422, message: /resourceVersionMatch is forbidden when continue is provided/ },
  { name: "a version that is none", options: { resourceVersion: "abc" }, code: 400, message: /invalid syntax/ },
];

for (const { name, options, code, message } of refused) {
  test(`watch: refuses ${name}`, async () => {
    await assert.rejects(api.watch(watchOf(options)), (error: Error) => error.message.startsWith(String(code)) && message.test(error.message));
  });
}

test("watch: every change once and in order, on every watcher; deletions at the version of the deletion", async () => {
  const now = await twoObjects();
  const watches = await Promise.all([watchOf({ resourceVersion: now }), watchOf({ resourceVersion: now }), `${configMaps}?watch=1&resourceVersion=${now}`].map((path) => api.watch(path)));
  await api.patch(`${configMaps}/a`, { data: { k: "1" } });
  await api.post(configMaps, { metadata: { name: "c", labels: { app: "c" } } });
  await api.delete(`${configMaps}/b`);
  const versions = await Promise.all(
    watches.map(async (watch) => {
      const events = [await watch.next(), await watch.next(), await watch.next()];
      watch.close();
      assert.deepEqual(events.map((event) => `${event?.type} ${String(fieldAt(event?.object, "metadata.name"))}`), ["MODIFIED a", "ADDED c", "DELETED b"]);
      return events.map((event) => Number(fieldAt(event?.object, "metadata.resourceVersion")));
    }),
  );
  assert.deepEqual(versions[1], versions[0]);
  assert.deepEqual(versions[2], versions[0]);
  assert.deepEqual(versions[0], [...(versions[0] ?? [])].sort((one, other) => one - other));
});

test("watch: what comes into a selection is ADDED and what leaves it DELETED", async () => {
  const now = await twoObjects();
  const watch = await api.watch(watchOf({ resourceVersion: now, labelSelector: "app=x" }));
  await api.patch(`${configMaps}/a`, { metadata: { labels: { app: "x" } } });
  await api.patch(`${configMaps}/a`, { data: { k: "2" } });
  await api.patch(`${configMaps}/a`, { metadata: { labels: { app: "y" } } });
  await api.patch(`${configMaps}/b`, { metadata: { labels: { app: "x" } } });
  await api.delete(`${configMaps}/b`);
  assert.deepEqual(await watch.lines(5), ["ADDED a", "MODIFIED a", "DELETED a", "ADDED b", "DELETED b"]);
  watch.close();
});

test("watch: from a version before the objects, all that happened since", async () => {
  await api.delete(`${configMaps}?labelSelector=app`);
  const before = String((await api.get(configMaps)).at("metadata.resourceVersion"));
  await twoObjects();
  await api.delete(`${configMaps}/a`);
  const watch = await api.watch(watchOf({ resourceVersion: before, timeoutSeconds: "1" }));
  assert.deepEqual(await restOf(watch), ["ADDED a", "ADDED b", "DELETED a"]);
});

test("watch: the older paths", async () => {
  await twoObjects();
  const older = (path: string) => api.watch(`/api/v1/watch/namespaces/watches/configmaps${path}timeoutSeconds=1`);
  assert.deepEqual(await restOf(await older("?labelSelector=app&")), ["ADDED a", "ADDED b"]);
  assert.deepEqual(await restOf(await older("/a?")), ["ADDED a"]);
});

const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
const forms: { name: string; accept: string; options?: Record<string, string>; check: readonly (readonly [path: string, value: unknown])[] }[] = [
  { name: "a stream by its name", accept: "application/json;stream=watch", check: [["object.kind", "ConfigMap"], ["object.apiVersion", "v1"]] },
  { name: "metadata alone, v1", accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", check: [["object.kind", "PartialObjectMetadata"], ["object.apiVersion", "meta.k8s.io/v1"], ["object.data", undefined]] },
  { name: "metadata alone, v1beta1", accept: "application/json;as=PartialObjectMetadata;v=v1beta1;g=meta.k8s.io", check: [["object.apiVersion", "meta.k8s.io/v1beta1"]] },
  { name: "a table", accept: table, check: [["object.kind", "Table"], ["object.columnDefinitions.0.name", "Name"], ["object.rows.0.object.kind", "PartialObjectMetadata"], ["object.rows.0.cells.0", "a"]] },
  { name: "a table, v1beta1", accept: "application/json;as=Table;v=v1beta1;g=meta.k8s.io", check: [["object.apiVersion", "meta.k8s.io/v1beta1"]] },
  { name: "a table with the whole object", accept: table, options: { includeObject: "Object" }, check: [["object.rows.0.object.kind", "ConfigMap"]] },
  { name: "a table without the object", accept: table, options: { includeObject: "None" }, check: [["object.rows.0.object", null]] },
];

for (const { name, accept, options = {}, check } of forms) {
  test(`watch as ${name}`, async () => {
    await twoObjects();
    const watch = await api.watch(watchOf(options), { accept });
    const first = await watch.next();
    for (const [path, value] of check) assert.deepEqual(fieldAt(first, path), value, path);
    const second = await watch.next();
    // Columns do not change, so only the first event has them.
    if (accept.includes("Table")) assert.equal(fieldAt(second, "object.columnDefinitions"), null);
    watch.close();
  });
}

test("watch over a WebSocket: one message an event", async () => {
  await twoObjects();
  const { server, ca, clientCertificate, clientKey } = loadKubeconfig(cluster.kubeconfig).endpoint;
  const socket = new WebSocket(`${server.replace("https", "wss")}${watchOf({ timeoutSeconds: "1" })}`, { ca, cert: clientCertificate, key: clientKey });
  const told: string[] = [];
  socket.on("message", (data: Buffer) => {
    const event: unknown = JSON.parse(data.toString());
    told.push(`${String(fieldAt(event, "type"))} ${String(fieldAt(event, "object.metadata.name"))}`);
  });
  await new Promise((resolve, reject) => socket.once("close", resolve).once("error", reject));
  assert.deepEqual(told, ["ADDED a", "ADDED b"]);
});

test("watch over a WebSocket as a table: the columns come once", async () => {
  await twoObjects();
  const { server, ca, clientCertificate, clientKey } = loadKubeconfig(cluster.kubeconfig).endpoint;
  const socket = new WebSocket(`${server.replace("https", "wss")}${watchOf({ timeoutSeconds: "1", includeObject: "None" })}`, { ca, cert: clientCertificate, key: clientKey, headers: { accept: table } });
  const told: unknown[][] = [];
  socket.on("message", (data: Buffer) => {
    const event: unknown = JSON.parse(data.toString());
    told.push([fieldAt(event, "object.kind"), fieldAt(event, "object.rows.0.cells.0"), fieldAt(event, "object.rows.0.object"), fieldAt(event, "object.columnDefinitions.0.name")]);
  });
  await new Promise((resolve, reject) => socket.once("close", resolve).once("error", reject));
  assert.deepEqual(told, [["Table", "a", null, "Name"], ["Table", "b", null, undefined]]);
});

test("watch: the last bookmark comes two seconds before the end", async () => {
  const now = await twoObjects();
  const watch = await api.watch(watchOf({ resourceVersion: now, timeoutSeconds: "3", allowWatchBookmarks: "true" }));
  assert.deepEqual(await restOf(watch), ["BOOKMARK"]);
});
