import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from "node:http2";
import { after, before, test } from "node:test";
import WebSocket from "ws";
import { bodyOf } from "../../client/http/body.ts";
import { priorityLevelConfigurations } from "../resources.ts";
import { serverUser } from "../server.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let testServer: TestServer;
let session: ClientHttp2Session;

const group = "flowcontrol.apiserver.k8s.io";
const joe = { "impersonate-user": "joe", "impersonate-group": "system:authenticated" };
const configMaps = "/api/v1/namespaces/default/configmaps";
const debug = "/debug/api_priority_and_fairness";

/** Joe's requests of all kinds go to a level without seats, which lets one run at a time. */
before(async () => {
  testServer = await startTestServer();
  const { admin, ca } = testServer.pki;
  session = connect(`https://127.0.0.1:${testServer.listening.port}`, { ca: ca.certificate, cert: admin.certificate, key: admin.key });
  const transport = testServer.server.inProcess(serverUser);
  await transport.request({
    verb: "create",
    resource: { group: "rbac.authorization.k8s.io", version: "v1", resource: "clusterrolebindings" },
    body: { metadata: { name: "joe" }, subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "joe" }], roleRef: { kind: "ClusterRole", apiGroup: "rbac.authorization.k8s.io", name: "cluster-admin" } },
  });
  await transport.request({ verb: "create", resource: { group, version: "v1", resource: "prioritylevelconfigurations" }, body: { metadata: { name: "one-seat" }, spec: { type: "Limited", limited: { nominalConcurrencyShares: 0, borrowingLimitPercent: 0, limitResponse: { type: "Reject" } } } } });
  await transport.request({
    verb: "create",
    resource: { group, version: "v1", resource: "flowschemas" },
    body: {
      metadata: { name: "for-joe" },
      spec: {
        priorityLevelConfiguration: { name: "one-seat" },
        matchingPrecedence: 50,
        rules: [
          {
            subjects: [{ kind: "User", user: { name: "joe" } }],
            resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"], clusterScope: true }],
            nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
          },
        ],
      },
    },
  });
  while ((await send("GET", "/version", joe)).headers["x-kubernetes-pf-prioritylevel-uid"] !== (await uidOf("prioritylevelconfigurations", "one-seat"))) await new Promise(setImmediate);
});

after(async () => {
  session.close();
  await testServer.close();
});

interface Got {
  readonly code: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function finished(stream: ClientHttp2Stream): Promise<Got> {
  const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders & { ":status"?: number }];
  let body = "";
  for await (const chunk of bodyOf(stream)) body += String(chunk);
  return { code: headers[":status"], headers, body };
}

function send(method: string, path: string, headers: Record<string, string> = {}): Promise<Got> {
  const stream = session.request({ ":method": method, ":path": path, ...headers });
  stream.end();
  return finished(stream);
}

async function uidOf(resource: string, name: string): Promise<string | undefined> {
  return (await testServer.server.inProcess(serverUser).request({ verb: "get", resource: { ...priorityLevelConfigurations, resource }, name })).metadata?.uid;
}

/** A request of joe's that has come in and is waited for: its body is yet to come. */
async function holdSeat(name: string): Promise<() => Promise<Got>> {
  const stream = session.request({ ":method": "POST", ":path": configMaps, "content-type": "application/json", ...joe });
  const answered = finished(stream);
  const level = testServer.server.flowControl.levels.get("one-seat");
  while (level?.queueSet.executing.length === 0) await new Promise(setImmediate);
  return () => {
    stream.end(JSON.stringify({ metadata: { name } }));
    return answered;
  };
}

test("a refusal is plain text, says when to come again, and names schema and level by their UIDs, whatever was asked for", async () => {
  const release = await holdSeat("first");
  for (const path of ["/version", "/api/v1/namespaces", "/api/v1/namespaces?watch=1", "/no/such/path"]) {
    const { code, headers, body } = await send("GET", path, joe);
    assert.deepEqual(
      { code, body, type: headers["content-type"], sniff: headers["x-content-type-options"], retry: headers["retry-after"], schema: headers["x-kubernetes-pf-flowschema-uid"], level: headers["x-kubernetes-pf-prioritylevel-uid"] },
      {
        code: 429,
        body: "Too many requests, please try again later.\n",
        type: "text/plain; charset=utf-8",
        sniff: "nosniff",
        retry: headers["retry-after"],
        schema: await uidOf("flowschemas", "for-joe"),
        level: await uidOf("prioritylevelconfigurations", "one-seat"),
      },
      path,
    );
    assert.match(String(headers["retry-after"]), /^[12]$/);
  }
  assert.equal((await send("GET", "/version")).code, 200);
  assert.equal((await release()).code, 201);
  assert.equal((await send("GET", "/version", joe)).code, 200);
});

test("a watch over WebSocket is refused in the same words", async () => {
  const release = await holdSeat("upgraded");
  const { admin, ca } = testServer.pki;
  const socket = new WebSocket(`wss://127.0.0.1:${testServer.listening.port}${configMaps}?watch=1`, { ca: ca.certificate, cert: admin.certificate, key: admin.key, headers: joe });
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  let body = "";
  for await (const chunk of response) body += String(chunk);
  assert.deepEqual([response.statusCode, response.headers["content-type"], body], [429, "text/plain; charset=utf-8", "Too many requests, please try again later.\n"]);
  assert.match(String(response.headers["retry-after"]), /^\d+$/);
  assert.equal((await release()).code, 201);
});

test("a watch keeps its seat only until it stands, and a log none at all", async () => {
  const watch = session.request({ ":path": `${configMaps}?watch=1`, ...joe });
  await once(watch, "response");
  assert.equal((await send("GET", "/version", joe)).code, 200);
  const release = await holdSeat("second");
  const { code, headers } = await send("GET", "/api/v1/namespaces/default/pods/nope/log", joe);
  assert.deepEqual([code, headers["x-kubernetes-pf-flowschema-uid"]], [404, undefined]);
  watch.close();
  assert.equal((await release()).code, 201);
});

test("a timeout that is none is refused, but not where the request lasts as long as its client wants", async () => {
  assert.equal((await send("GET", "/version?timeout=x")).code, 400);
  assert.equal((await send("GET", `${configMaps}?timeout=x`)).code, 400);
  const watch = session.request({ ":path": `${configMaps}?watch=1&timeout=x` });
  const [headers] = (await once(watch, "response")) as [IncomingHttpHeaders & { ":status"?: number }];
  assert.equal(headers[":status"], 200);
  watch.close();
  assert.equal((await send("GET", "/api/v1/namespaces/default/pods/nope/log?timeout=x")).code, 404);
});

test("refusals of other kinds tell their schema and level too", async () => {
  for (const [path, code] of [["/api/v1/nopes", 404], ["/api/v1/namespaces/default/pods/nope", 404], ["/api/v1/pods?limit=x", 400], ["/no/such/path", 404]] as const) {
    const got = await send("GET", path, joe);
    assert.deepEqual([got.code, got.headers["x-kubernetes-pf-prioritylevel-uid"]], [code, await uidOf("prioritylevelconfigurations", "one-seat")], path);
  }
});

test("what flow control does is shown to whoever may see it", async () => {
  const release = await holdSeat("third");
  const levels = await send("GET", `${debug}/dump_priority_levels`);
  assert.match(levels.body, /^PriorityLevelName, +ActiveQueues, [^\n]*\n[^]*\none-seat, +0, +false, +false, +0, +1, /);
  const requests = await send("GET", `${debug}/dump_requests?includeRequestDetails=1`);
  assert.match(requests.body, /\none-seat, +for-joe, +-1, +-1, +, +20[^\n]*, +joe, +create, +\/api\/v1\/namespaces\/default\/configmaps, +default, +, +v1, +configmaps, +\n/);
  assert.match((await send("GET", `${debug}/dump_queues`)).body, /\nworkload-low, +127, +0, /);
  assert.equal((await send("GET", `${debug}/dump_other`)).code, 404);
  assert.equal((await send("GET", `${debug}/dump_queues`, { "impersonate-user": "ann", "impersonate-group": "system:authenticated" })).code, 403);
  assert.equal((await release()).code, 201);
  const { body } = await send("GET", "/metrics");
  assert.match(body, /\napiserver_flowcontrol_rejected_requests_total\{flow_schema="for-joe",priority_level="one-seat",reason="concurrency-limit"\} [1-9]/);
  assert.match(body, /\napiserver_flowcontrol_current_limit_seats\{priority_level="exempt"\} \d/);
  assert.match(body, /\napiserver_request_total\{code="429",[^}]*resource="namespaces",[^}]*verb="LIST",version="v1"\} 1\n/);
});
