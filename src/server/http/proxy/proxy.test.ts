import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import WebSocket, { WebSocketServer } from "ws";
import { serverUser } from "../../server.ts";
import { createRunningPod, startTestServer, type TestServer } from "../../testing/test-server.ts";

/** An address of this machine that is not its own alone: others are not proxied to. */
const host = Object.values(networkInterfaces()).flat().find((address) => address?.family === "IPv4" && !address.internal)?.address;
const skip = host === undefined ? "this machine has no address but its own" : false;

const page = '<a href="/rewriteme">test</a>';
const behind = createServer((request, response) => {
  if (request.url === "/gone") return void response.writeHead(302, { location: "/there?x=y" }).end();
  if (request.url === "/headers") return void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(request.headers));
  if (request.url === "/packed") return void response.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" }).end(gzipSync(page));
  if (request.url === "/text") return void response.writeHead(200, { "content-type": "text/plain", "content-length": page.length }).end(page);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-length": page.length }).end(page);
});
const echo = new WebSocketServer({ noServer: true });
behind.on("upgrade", (request, socket, head) => {
  if (request.url !== "/echo") return void socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
  echo.handleUpgrade(request, socket, head, (connection) => connection.on("message", (data: Buffer) => connection.send(`echo ${data.toString()}`)));
});

let testServer: TestServer;
let base: string;

before(async () => {
  if (host === undefined) return;
  behind.listen(0, host);
  await once(behind, "listening");
  const { port } = behind.address() as AddressInfo;
  testServer = await startTestServer();
  await createRunningPod(testServer.server, "web");
  const resource = { group: "", version: "v1", resource: "pods" };
  await testServer.server.inProcess(serverUser).request({ verb: "patch", resource, namespace: "default", name: "web", subresource: "status", patchType: "application/merge-patch+json", body: { status: { podIP: host, podIPs: [{ ip: host }] } } });
  base = `/api/v1/namespaces/default/pods/web:${port}/proxy`;
});

after(async () => {
  behind.closeAllConnections();
  behind.close();
  await testServer?.close();
});

function admin() {
  const { pki, listening } = testServer;
  return { host: "127.0.0.1", port: listening.port, cert: pki.admin.certificate, key: pki.admin.key, ca: pki.ca.certificate };
}

async function get(path: string, headers: Record<string, string> = {}): Promise<{ answer: IncomingMessage; text: string }> {
  const outgoing = requestHttps({ ...admin(), path: `${base}${path}`, headers, agent: false }).end();
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  return { answer, text: Buffer.concat(await answer.toArray()).toString() };
}

test("the links of a page lead through the proxy again, packed or not; nothing else is touched", { skip }, async () => {
  for (const path of ["/", "/packed"]) {
    const { answer, text } = await get(path);
    assert.equal(text, `<a href="${base}/rewriteme">test</a>`);
    assert.deepEqual([answer.headers["content-encoding"], answer.headers["content-length"]], [undefined, undefined]);
  }
  assert.equal((await get("/text")).text, page);
});

test("a redirect leads through the proxy again, and so does the way to its root", { skip }, async () => {
  assert.equal((await get("/gone")).answer.headers.location, `${base}/there?x=y`);
  const root = await get("?x=y");
  assert.deepEqual([root.answer.statusCode, root.answer.headers.location], [301, `${base}/?x=y`]);
});

test("what is for the API server alone stays with it", { skip }, async () => {
  const seen = JSON.parse((await get("/headers", { "impersonate-user": "joe", "impersonate-group": "system:masters", "x-mine": "1" })).text) as Record<string, string>;
  assert.deepEqual([seen["x-mine"], seen["x-forwarded-uri"]], ["1", `${base}/headers`]);
  assert.deepEqual(Object.keys(seen).filter((name) => /^(authorization|impersonate-)/.test(name)), []);
});

test("a connection through the proxy may become another protocol's", { skip }, async () => {
  const { host: server, port, ...tls } = admin();
  const socket = new WebSocket(`wss://${server}:${port}${base}/echo`, tls);
  await once(socket, "open");
  socket.send("hello");
  const [message] = (await once(socket, "message")) as [Buffer];
  assert.equal(message.toString(), "echo hello");
  socket.close();
  await once(socket, "close");
});

test("a target that does not want to switch says so itself, and nobody without permission gets there", { skip }, async () => {
  const { host: server, port, ...tls } = admin();
  const refused = async (path: string, headers: Record<string, string> = {}) => {
    const socket = new WebSocket(`wss://${server}:${port}${base}${path}`, { ...tls, headers });
    const [, answer] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
    return { code: answer.statusCode, text: Buffer.concat(await answer.toArray()).toString() };
  };
  assert.deepEqual(await refused("/other"), { code: 403, text: "no" });
  assert.match((await refused("/echo", { "impersonate-user": "joe" })).text, /User \\"joe\\" cannot get resource \\"pods\/proxy\\"/);
});
