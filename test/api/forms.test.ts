import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { fieldAt, RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

const space = "/api/v1/namespaces/default";
const configMaps = `${space}/configmaps`;
const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
const metadata = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
const metadataList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
const protobuf = "application/vnd.kubernetes.protobuf";

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "forms" });
  api = RawApi.connect(cluster.kubeconfig);
  await api.post(configMaps, { metadata: { name: "one", labels: { shown: "yes" } }, data: { a: "1" } });
});

after(async () => {
  api.close();
  await cluster.dispose();
});

const list = `${configMaps}?labelSelector=shown`;
const answers: { name: string; path: string; accept: string; code?: number; type?: string; check?: Readonly<Record<string, unknown>> }[] = [
  { name: "anything", path: list, accept: "*/*", check: { kind: "ConfigMapList" } },
  { name: "protobuf or JSON, as clients in Go do", path: list, accept: `${protobuf},application/json`, check: { kind: "ConfigMapList" } },
  { name: "protobuf alone", path: list, accept: protobuf, code: 406, check: { reason: "NotAcceptable" } },
  { name: "a page of HTML", path: list, accept: "text/html", code: 406 },
  { name: "a form that nobody knows", path: list, accept: "application/json;as=Picture;v=v1;g=meta.k8s.io", code: 406 },
  { name: "a form that nobody knows, or JSON", path: list, accept: "application/json;as=Picture;v=v1;g=meta.k8s.io, application/json", check: { kind: "ConfigMapList" } },
  { name: "a table", path: list, accept: table, check: { kind: "Table", apiVersion: "meta.k8s.io/v1", "columnDefinitions.*.name": ["Name", "Data", "Age"], "rows.0.cells.0": "one", "rows.0.object.kind": "PartialObjectMetadata", "rows.0.object.data": undefined } },
  { name: "a table, v1beta1", path: list, accept: table.replace("v1;", "v1beta1;"), check: { apiVersion: "meta.k8s.io/v1beta1", "rows.0.object.apiVersion": "meta.k8s.io/v1beta1" } },
  { name: "a table with whole objects", path: `${list}&includeObject=Object`, accept: table, check: { "rows.0.object.kind": "ConfigMap", "rows.0.object.data.a": "1" } },
  { name: "a table without objects", path: `${list}&includeObject=None`, accept: table, check: { "rows.0.object": null } },
  { name: "a table with half objects", path: `${list}&includeObject=Half`, accept: table, code: 400, check: { message: "Unable to convert to Table as requested: includeObject: Invalid value: \"Half\": must be 'Metadata', 'Object', 'None', or empty" } },
  { name: "one object as a table", path: `${configMaps}/one`, accept: table, check: { kind: "Table", "rows.*.cells.0": ["one"] } },
  { name: "an empty list as a table", path: `${configMaps}?labelSelector=nobody`, accept: table, check: { "columnDefinitions.0.name": "Name", rows: [] } },
  { name: "metadata of one", path: `${configMaps}/one`, accept: metadata, check: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", "metadata.name": "one", data: undefined } },
  { name: "metadata of all", path: list, accept: metadataList, check: { kind: "PartialObjectMetadataList", "items.0.kind": "PartialObjectMetadata", "items.0.metadata.name": "one", "items.0.data": undefined } },
  { name: "metadata, v1beta1", path: list, accept: metadataList.replace("v1;", "v1beta1;"), check: { apiVersion: "meta.k8s.io/v1beta1" } },
  { name: "YAML", path: `${configMaps}/one`, accept: "application/yaml", type: "application/yaml" },
];

for (const { name, path, accept, code = 200, type = "application/json", check = {} } of answers) {
  test(`a client that accepts ${name}`, async () => {
    const answer = await api.get(path, { accept });
    assert.deepEqual([answer.code, answer.headers["content-type"]], [code, type]);
    for (const [field, value] of Object.entries(check)) assert.deepEqual(answer.at(field), value, field);
  });
}

test("a review is no table", async () => {
  const reviewAs = (accept: string) => api.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", { spec: { nonResourceAttributes: { path: "/", verb: "get" } } }, { accept });
  const refused = await reviewAs(table);
  assert.deepEqual([refused.code, refused.at("message")], [406, "only the following media types are accepted: application/json, application/yaml"]);
  const answer = await reviewAs(`${table},application/json`);
  assert.deepEqual([answer.code, answer.at("status.allowed")], [201, true]);
});

test("indented for people, on one line for programs", async () => {
  const lines = async (path: string, agent: string): Promise<number> => (await api.get(path, { "user-agent": agent })).text.trim().split("\n").length;
  const path = `${configMaps}/one`;
  assert.deepEqual([(await lines(path, "curl/8.0")) > 1, await lines(path, "kubectl/v1.36"), (await lines(`${path}?pretty=true`, "kubectl/v1.36")) > 1, await lines(`${path}?pretty=false`, "curl/8.0")], [true, 1, true, 1]);
});

test("answers above 128 KiB are compressed for who can read it, and for nobody else", async () => {
  await api.post(configMaps, { metadata: { name: "large" }, data: { text: "x".repeat(200_000) } });
  const gzip = { "accept-encoding": "gzip" };
  const [small, plain, packed] = [await api.get(`${configMaps}/one`, gzip), await api.get(`${configMaps}/large`), await api.get(`${configMaps}/large`, gzip)];
  assert.deepEqual([small, plain, packed].map(({ headers }) => headers["content-encoding"]), [undefined, undefined, "gzip"]);
  assert.deepEqual(gunzipSync(packed.bytes), plain.bytes);
});

test("bodies are read as JSON and YAML; other types are 415", async () => {
  const yaml = await api.send("POST", configMaps, { body: "metadata: {name: from-yaml}\ndata: {a: b}\n", type: "application/yaml" });
  assert.deepEqual([yaml.code, yaml.at("data.a")], [201, "b"]);
  assert.equal((await api.send("POST", configMaps, { body: "a,b", type: "text/csv" })).code, 415);
});

const documents: { path: string; accept?: string }[] = [
  { path: "/api", accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" },
  { path: "/apis", accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" },
  { path: "/api", accept: "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList" },
  { path: "/openapi/v2" },
  { path: "/openapi/v2", accept: "application/com.github.proto-openapi.spec.v2@v1.0+protobuf" },
  { path: "/openapi/v3/api/v1" },
];

for (const { path, accept = "application/json" } of documents) {
  test(`${path} as ${accept}: who has it already gets 304`, async () => {
    const first = await api.get(path, { accept });
    const etag = String(first.headers.etag);
    const again = await api.get(path, { accept, "if-none-match": etag });
    const other = await api.get(path, { accept, "if-none-match": '"another"' });
    assert.deepEqual([first.code, again.code, again.bytes.length, other.code], [200, 304, 0, 200]);
    assert.equal(again.headers.etag, etag);
    assert.deepEqual(other.bytes, first.bytes);
  });
}

const protobufV2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
const openApiForms: { accept: string; code?: number; type?: string }[] = [
  { accept: "*/*", type: "application/json" },
  { accept: "application/*", type: "application/json" },
  { accept: protobufV2, type: protobufV2 },
  { accept: `${protobufV2}, application/json`, type: protobufV2 },
  { accept: `application/json, ${protobufV2}`, type: "application/json" },
  { accept: `application/json;q=0.5, ${protobufV2}`, type: protobufV2 },
  { accept: "text/html, */*;q=0.1", type: "application/json" },
  { accept: "application/yaml", code: 406 },
  { accept: "text/html", code: 406 },
];

for (const { accept, code = 200, type } of openApiForms) {
  test(`OpenAPI v2 as ${accept}`, async () => {
    const answer = await api.get("/openapi/v2", { accept, "accept-encoding": "gzip" });
    assert.deepEqual([answer.code, answer.headers["vary"]], [code, code === 200 ? "Accept, Accept-Encoding" : "Accept"]);
    if (type === undefined) assert.equal(answer.bytes.length, 0);
    else assert.equal(answer.headers["content-type"], type);
  });
}

test("OpenAPI v3 lists each version's document under a URL that changes with it", async () => {
  const url = String(fieldAt((await api.get("/openapi/v3")).at("paths"), "apis/batch/v1.serverRelativeURL"));
  assert.match(url, /^\/openapi\/v3\/apis\/batch\/v1\?hash=[0-9A-F]+$/);
  const document = await api.get(url);
  assert.deepEqual([document.headers["cache-control"], document.at("openapi")], ["public, immutable", "3.0.0"]);
  assert.equal(Date.parse(String(document.headers.expires)) > Date.now(), true);
  assert.equal(document.headers.etag, `"${url.split("=")[1]}"`);
  const other = await api.get("/openapi/v3/apis/batch/v1?hash=0000");
  assert.deepEqual([other.code, other.headers.location], [301, url]);
  const protobufOnly = await api.get(url, { accept: "application/com.github.proto-openapi.spec.v3@v1.0+protobuf" });
  assert.equal(protobufOnly.code, 406);
});

const v2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const v2beta1 = v2.replace("v2", "v2beta1");
const discoveries: { name: string; accept: string; is: string }[] = [
  { name: "the newest first", accept: `${v2},${v2beta1},application/json`, is: "apidiscovery.k8s.io/v2" },
  { name: "the older one alone", accept: `${v2beta1},application/json`, is: "apidiscovery.k8s.io/v2beta1" },
  { name: "one that is yet to come", accept: `${v2.replace("v2", "v9")},application/json`, is: "v1" },
  { name: "none", accept: "application/json", is: "v1" },
];

for (const { name, accept, is } of discoveries) {
  test(`discovery in one document, for clients that know ${name}`, async () => {
    const answer = await api.get("/apis", { accept });
    assert.deepEqual([answer.code, answer.at("apiVersion")], [200, is]);
    assert.equal(answer.headers["content-type"], is === "v1" ? "application/json" : v2.replace("v2", is.split("/")[1] ?? ""));
  });
}

test("discovery comes in YAML too, and to nobody who takes neither", async () => {
  const yaml = await api.get("/apis/batch/v1", { accept: "application/yaml" });
  assert.equal(yaml.headers["content-type"], "application/yaml");
  assert.match(yaml.text, /^kind: APIResourceList$/m);
  assert.equal((await api.get("/apis/batch/v1", { accept: "text/html" })).code, 406);
});
