import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { connect as connectTcp } from "node:net";
import { gunzipSync } from "node:zlib";
import { after, before, test } from "node:test";
import { bodyOf } from "../../client/http/body.ts";
import { createRunningPod, startTestServer, type TestServer } from "../testing/test-server.ts";

let testServer: TestServer;
let session: ClientHttp2Session;

before(async () => {
  testServer = await startTestServer();
  const { admin, ca } = testServer.pki;
  session = connect(`https://127.0.0.1:${testServer.listening.port}`, { ca: ca.certificate, cert: admin.certificate, key: admin.key });
  await createRunningPod(testServer.server, "web");
});

after(async () => {
  session.close();
  await testServer.close();
});

interface Got {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string | Buffer): Promise<Got> {
  const stream = session.request({ ":method": method, ":path": path, ...headers });
  stream.end(body);
  const [got] = (await once(stream, "response")) as [IncomingHttpHeaders & { ":status": number }];
  const chunks: Buffer[] = [];
  for await (const chunk of bodyOf(stream)) chunks.push(chunk as Buffer);
  return { code: got[":status"], headers: got, body: Buffer.concat(chunks) };
}

const pods = "/api/v1/namespaces/default/pods";
const json = { "content-type": "application/json" };
const tableV1 = "application/json;as=Table;v=v1;g=meta.k8s.io";

const refusals: { name: string; method?: string; path: string; headers?: Record<string, string>; body?: string; code: number; message: string | RegExp }[] = [
  { name: "an unknown resource", path: "/api/v1/nopes", code: 404, message: "the server could not find the requested resource" },
  { name: "an unknown label selector", path: `${pods}?labelSelector=a,,`, code: 400, message: /expected: identifier/ },
  { name: "a limit that is no number", path: `${pods}?limit=many`, code: 400, message: 'strconv.ParseInt: parsing "many": invalid syntax' },
  { name: "a form that nobody writes", path: pods, headers: { accept: "application/vnd.kubernetes.protobuf" }, code: 406, message: "only the following media types are accepted: application/json, application/yaml" },
  { name: "a body of an unknown type", method: "POST", path: pods, headers: { "content-type": "text/csv" }, body: "a,b", code: 415, message: /^the body of the request was in an unknown format/ },
  { name: "a patch of an unknown type", method: "PATCH", path: `${pods}/web`, headers: json, body: "{}", code: 415, message: /application\/json-patch\+json/ },
  { name: "a body that is no JSON", method: "POST", path: pods, headers: json, body: "{", code: 400, message: /unexpected end of JSON/i },
  { name: "a dry run of half", method: "POST", path: `${pods}?dryRun=half`, headers: json, body: "{}", code: 422, message: /^CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value/ },
  { name: "an apply without a manager", method: "PATCH", path: `${pods}/web`, headers: { "content-type": "application/apply-patch+yaml" }, body: "{}", code: 422, message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch' },
  { name: "a name with a bad escape", path: `${pods}/%zz`, code: 400, message: /invalid URL escape/ },
  { name: "a verb that the resource lacks", method: "DELETE", path: "/api/v1/namespaces", code: 405, message: /the server does not allow this method on the requested resource/ },
  { name: "a new object at a name", method: "POST", path: `${pods}/web`, code: 405, message: "the server does not allow this method on the requested resource" },
  { name: "a change of a whole collection", method: "PUT", path: pods, code: 405, message: "the server does not allow this method on the requested resource" },
  { name: "a deletion in all namespaces", method: "DELETE", path: "/api/v1/configmaps", code: 405, message: "the server does not allow this method on the requested resource" },
  { name: "a new object in no namespace", method: "POST", path: "/api/v1/configmaps", code: 405, message: "the server does not allow this method on the requested resource" },
  { name: "an object of no namespace", method: "GET", path: "/api/v1/configmaps/a", code: 404, message: /the server could not find the requested resource/ },
  { name: "a resource of the cluster in a namespace", method: "GET", path: "/api/v1/namespaces/default/nodes", code: 404, message: /the server could not find the requested resource/ },
  { name: "a watch of what cannot be watched", path: "/api/v1/componentstatuses?watch=1", code: 405, message: 'watch is not supported on resources of kind "componentstatuses"' },
  { name: "a selection of nodes by namespace", path: "/api/v1/nodes?fieldSelector=metadata.namespace%3Dx", code: 400, message: "field label not supported: metadata.namespace" },
  { name: "an exec that is only tried", method: "POST", path: `${pods}/web/exec?command=ls&stdout=1&dryRun=All`, code: 400, message: "dryRun is not supported" },
  { name: "an export", path: `${pods}/web?export=true`, code: 400, message: "the export parameter, deprecated since v1.14, is no longer supported" },
  { name: "a timeout that is no duration", path: `${pods}?timeout=soon`, code: 400, message: 'invalid timeout specified in the request URL - time: invalid duration "soon"' },
  { name: "a method that nobody knows", method: "OPTIONS", path: pods, code: 405, message: "the server does not allow this method on the requested resource" },
  { name: "more than a subresource has", path: `${pods}/web/status/more`, code: 404, message: "the server could not find the requested resource" },
  { name: "more than a log has", path: `${pods}/web/log/more`, code: 404, message: "the server could not find the requested resource" },
  { name: "an escaped slash as a part of a name", path: `${pods}/web%2Fnope`, code: 404, message: "the server could not find the requested resource" },
  { name: "a name of one dot", path: `${pods}/.`, code: 400, message: `Name parameter invalid: ".": may not be '.'` },
  { name: "a name of two dots", method: "DELETE", path: `${pods}/%2e%2e`, code: 400, message: `Name parameter invalid: "..": may not be '..'` },
  { name: "a name with a percent sign", path: `${pods}/a%25b`, code: 400, message: `Name parameter invalid: "a%b": may not contain '%'` },
  { name: "an exec without an upgrade", method: "POST", path: `${pods}/web/exec?command=ls&stdout=1`, code: 400, message: "Upgrade request required" },
];

for (const { name, method = "GET", path, headers, body, code, message } of refusals) {
  test(`HTTP refuses ${name} with ${code}`, async () => {
    const got = await send(method, path, headers, body);
    const status = JSON.parse(got.body.toString()) as { kind: string; code: number; message: string };
    assert.deepEqual([got.code, status.kind, status.code], [code, "Status", code]);
    if (typeof message === "string") assert.equal(status.message, message);
    else assert.match(status.message, message);
  });
}

test("HTTP: an escaped slash parts words as a plain one does", async () => {
  const { code, body } = await send("GET", `${pods}%2Fweb%2fstatus`);
  assert.deepEqual([code, (JSON.parse(body.toString()) as { metadata: { name: string } }).metadata.name], [200, "web"]);
});

const stranger = { "impersonate-user": "stranger" };
const unallowed: { name: string; method?: string; path: string; headers?: Record<string, string>; body?: string; verb: string; resource?: string }[] = [
  { name: "a limit that is no number", path: `${pods}?limit=many`, verb: "list" },
  { name: "a form that nobody writes", path: pods, headers: { accept: "text/html" }, verb: "list" },
  { name: "a patch of an unknown type", method: "PATCH", path: `${pods}/web/status`, headers: json, body: "{}", verb: "patch", resource: "pods/status" },
  { name: "a body that is no JSON", method: "POST", path: pods, headers: json, body: "{", verb: "create" },
  { name: "a watch of no known version", path: `${pods}?watch=1&resourceVersion=x`, verb: "watch" },
];
for (const { name, method = "GET", path, headers, body, verb, resource = "pods" } of unallowed) {
  test(`HTTP: who may not ask is told that alone, not of ${name}`, async () => {
    const got = await send(method, path, { ...headers, ...stranger }, body);
    assert.equal(got.code, 403);
    assert.match((JSON.parse(got.body.toString()) as { message: string }).message, new RegExp(`User "stranger" cannot ${verb} resource "${resource}" in API group ""`));
  });
}

test("HTTP: to run something by GET takes the right to get and the right to create", async () => {
  const bind = async (user: string, verbs: string[]) => {
    const role = { metadata: { name: user }, rules: [{ apiGroups: [""], resources: ["pods/exec"], verbs }] };
    const binding = { metadata: { name: user }, roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: user }, subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: user }] };
    for (const [resource, object] of [["roles", role], ["rolebindings", binding]] as const) {
      assert.equal((await send("POST", `/apis/rbac.authorization.k8s.io/v1/namespaces/default/${resource}`, json, JSON.stringify(object))).code, 201);
    }
  };
  await bind("reader", ["get"]);
  await bind("maker", ["create"]);
  await bind("both", ["get", "create"]);
  const refusal = async (user: string, method: string) => {
    const message = async () => (JSON.parse((await send(method, `${pods}/web/exec?command=ls`, { "impersonate-user": user })).body.toString()) as { message: string }).message;
    return /cannot (\w+) resource/.exec(await message())?.[1];
  };
  // The authorizer's own copy of the roles follows in a moment.
  while ((await refusal("both", "GET")) !== undefined);
  assert.deepEqual(await Promise.all(["reader", "maker", "both"].map((user) => refusal(user, "GET"))), ["create", "get", undefined]);
  assert.deepEqual(await Promise.all(["reader", "maker", "both"].map((user) => refusal(user, "POST"))), ["create", undefined, undefined]);
});

test("HTTP: a body of exactly 3 MiB is read, one byte more is refused with 413 and the connection lives on", async () => {
  const limit = 3 * 1024 * 1024;
  const start = '{"metadata":{"name":"big"},"data":{"a":"';
  const filled = (bytes: number) => `${start}${"x".repeat(bytes - start.length - 3)}"}}`;
  const atLimit = await send("POST", "/api/v1/namespaces/default/configmaps", json, filled(limit));
  assert.notEqual(atLimit.code, 413);
  const over = await send("POST", "/api/v1/namespaces/default/configmaps", json, filled(limit + 1));
  assert.equal(over.code, 413);
  assert.equal((JSON.parse(over.body.toString()) as { message: string }).message, "Request entity too large: limit is 3145728");
  assert.equal((await send("GET", "/healthz")).body.toString(), "ok");
});

test("HTTP: a page outside the API is Go's 404", async () => {
  for (const path of ["/nope", "/apis/nope.example.com/v1", "/apis/nope.example.com/v1/things"]) {
    const got = await send("GET", path);
    assert.deepEqual([got.code, got.body.toString()], [404, "404 page not found\n"]);
  }
});

test("HTTP: every answer carries its audit id and may not be cached", async () => {
  const { headers } = await send("GET", pods, { "audit-id": "my-own" });
  assert.equal(headers["audit-id"], "my-own");
  assert.equal(headers["cache-control"], "no-cache, private");
  assert.match(headers["x-kubernetes-pf-flowschema-uid"] as string, /^[0-9a-f-]{36}$/);
});

test("HTTP: a list as a table has the kind's columns and metadata of each object", async () => {
  const table = JSON.parse((await send("GET", pods, { accept: `${tableV1},application/json` })).body.toString()) as { kind: string; columnDefinitions: { name: string }[]; rows: { cells: unknown[]; object: { kind: string } }[] };
  assert.equal(table.kind, "Table");
  assert.deepEqual(table.columnDefinitions.slice(0, 5).map(({ name }) => name), ["Name", "Ready", "Status", "Restarts", "Age"]);
  assert.equal(table.rows[0]?.cells[0], "web");
  assert.equal(table.rows[0]?.object.kind, "PartialObjectMetadata");
});

test("HTTP: metadata alone leaves spec and status out", async () => {
  const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
  const list = JSON.parse((await send("GET", pods, { accept })).body.toString()) as { kind: string; items: object[] };
  assert.equal(list.kind, "PartialObjectMetadataList");
  assert.deepEqual(Object.keys(list.items[0] ?? {}), ["kind", "apiVersion", "metadata"]);
});

test("HTTP: YAML comes back when it is asked for, and is read", async () => {
  const yaml = { "content-type": "application/yaml", accept: "application/yaml" };
  const got = await send("POST", "/api/v1/namespaces/default/configmaps", yaml, "metadata: {name: from-yaml}\ndata:\n  a: b\n");
  assert.equal(got.code, 201);
  assert.match(got.body.toString(), /^apiVersion: v1\ndata:\n {2}a: b\nkind: ConfigMap\n/);
});

test("HTTP: an error comes in YAML when that is asked for, and indented for people", async () => {
  const yaml = await send("GET", `${pods}/nobody`, { accept: "application/yaml" });
  assert.deepEqual([yaml.code, yaml.headers["content-type"]], [404, "application/yaml"]);
  assert.match(yaml.body.toString(), /^kind: Status$/m);
  assert.match((await send("GET", `${pods}/nobody?pretty=true`)).body.toString(), /^{\n {2}"kind": "Status"/);
});

test("HTTP: a list has no metadata of one object, and one object no metadata of a list", async () => {
  const message = async (path: string, as: string) => (JSON.parse((await send("GET", path, { accept: `application/json;as=${as};g=meta.k8s.io;v=v1` })).body.toString()) as { message: string }).message;
  assert.equal(await message(pods, "PartialObjectMetadata"), "you requested PartialObjectMetadata, but the requested object is a list (*core.PodList)");
  assert.equal(await message(`${pods}/web`, "PartialObjectMetadataList"), "you requested PartialObjectMetadataList, but the requested object is not a list (*core.Pod)");
});

const unreadable: { name: string; method?: string; type?: string; body: string; message: string }[] = [
  { name: "an object that ends early", body: '{"metadata":{"name":"a-long-name-of-an-object', message: `the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input ({"metadata":{"name":"a-long-na ...)` },
  { name: "nothing", body: "", message: "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)" },
  { name: "a list", body: "[]", message: 'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)' },
  { name: "a JSON patch that is an object", method: "PATCH", type: "application/json-patch+json", body: "{}", message: "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp" },
  { name: "a merge patch that is a list", method: "PATCH", type: "application/merge-patch+json", body: "[]", message: "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}" },
  { name: "a merge patch that ends early", method: "PATCH", type: "application/merge-patch+json", body: "{", message: "error decoding patch: unexpected end of JSON input" },
  { name: "a strategic merge patch that is a list", method: "PATCH", type: "application/strategic-merge-patch+json", body: "[]", message: "json: cannot unmarshal array into Go value of type map[string]interface {}" },
];

for (const { name, method = "POST", type = "application/json", body, message } of unreadable) {
  test(`HTTP refuses to read ${name}`, async () => {
    const got = await send(method, method === "PATCH" ? `${pods}/web` : pods, { "content-type": type }, body);
    assert.deepEqual([got.code, (JSON.parse(got.body.toString()) as { message: string }).message], [400, message]);
  });
}

test("HTTP: a timeout is any duration that Go reads", async () => {
  for (const timeout of ["1m30s", "1.5h", "0", "0s", "100ms", "-1s"]) assert.equal((await send("GET", `${pods}?timeout=${timeout}`)).code, 200, timeout);
});

test("HTTP: large answers are compressed for those who accept it", async () => {
  const plain = await send("GET", "/openapi/v2");
  const packed = await send("GET", "/openapi/v2", { "accept-encoding": "gzip" });
  assert.equal(plain.headers["content-encoding"], undefined);
  assert.equal(packed.headers["content-encoding"], "gzip");
  assert.deepEqual(gunzipSync(packed.body), plain.body);
});

test("HTTP: discovery in one document is not sent again to who has it", async () => {
  const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  const first = await send("GET", "/apis", { accept });
  const again = await send("GET", "/apis", { accept, "if-none-match": first.headers.etag as string });
  assert.deepEqual([first.code, again.code, again.body.length], [200, 304, 0]);
});

test("HTTP: a path tells which methods it has", async () => {
  assert.equal((await send("PUT", pods)).headers.allow, "GET, POST, DELETE");
  assert.equal((await send("POST", `${pods}/web`)).headers.allow, "GET, PUT, PATCH, DELETE");
});

test("HTTP: HEAD of a path that is no resource has the headers of GET and no body; no resource has it", async () => {
  assert.equal((await send("HEAD", `${pods}/web`)).code, 405);
  const [get, head] = [await send("GET", "/healthz"), await send("HEAD", "/healthz")];
  assert.equal(head.headers["content-length"], get.headers["content-length"]);
  assert.equal(head.body.length, 0);
});

test("HTTP: a watch sends what is there and then what happens, one line an event", async () => {
  const stream = session.request({ ":path": "/api/v1/namespaces/default/configmaps?watch=1&fieldSelector=metadata.name%3Dwatched" });
  let text = "";
  stream.on("data", (chunk: Buffer) => (text += chunk));
  const lines = async (count: number): Promise<string[]> => {
    while (text.split("\n").length <= count) await once(stream, "data");
    return text.trim().split("\n");
  };
  await once(stream, "response");
  await send("POST", "/api/v1/namespaces/default/configmaps", json, '{"metadata":{"name":"watched"}}');
  await lines(1);
  await send("DELETE", "/api/v1/namespaces/default/configmaps/watched");
  const events = (await lines(2)).map((line) => JSON.parse(line) as { type: string; object: { metadata: { name: string } } });
  assert.deepEqual(events.map(({ type, object }) => [type, object.metadata.name]), [["ADDED", "watched"], ["DELETED", "watched"]]);
  stream.close();
});

test("HTTP: a token proves a service account until the account is deleted", async () => {
  const accounts = "/api/v1/namespaces/default/serviceaccounts";
  await send("POST", accounts, json, '{"metadata":{"name":"robot"}}');
  const made = await send("POST", `${accounts}/robot/token`, json, "{}");
  const { token } = (JSON.parse(made.body.toString()) as { status: { token: string } }).status;
  const review = async () => JSON.parse((await send("POST", "/apis/authentication.k8s.io/v1/tokenreviews", json, JSON.stringify({ spec: { token } }))).body.toString()) as { status: { authenticated?: boolean; user: { username?: string } } };
  const before = await review();
  assert.deepEqual([before.status.authenticated, before.status.user.username], [true, "system:serviceaccount:default:robot"]);
  await send("DELETE", `${accounts}/robot`);
  // The server's own copy follows in a moment.
  while ((await review()).status.authenticated === true);
  assert.equal((await review()).status.authenticated, undefined);
});

test("HTTP: bytes that are no TLS end their own connection and no other", async () => {
  const socket = connectTcp(testServer.listening.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("these bytes are no client hello\r\n\r\n".repeat(100));
  await once(socket, "close");
  assert.equal((await send("GET", "/livez")).code, 200);
});
