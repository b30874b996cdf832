import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { after, before, test } from "node:test";
import WebSocket from "ws";
import { createRunningPod, startTestServer, type TestServer } from "../../testing/test-server.ts";

let testServer: TestServer;

before(async () => {
  testServer = await startTestServer();
  await createRunningPod(testServer.server, "web");
});

after(() => testServer.close());

function open(query: string, protocol: string): WebSocket {
  const { pki, listening } = testServer;
  const tls = { ca: pki.ca.certificate, cert: pki.admin.certificate, key: pki.admin.key };
  return new WebSocket(`wss://127.0.0.1:${listening.port}/api/v1/namespaces/default/pods/web/portforward${query}`, [protocol], tls);
}

const refused: { query: string; message: string }[] = [
  { query: "", message: 'query parameter "port" is required' },
  { query: "?ports=", message: 'query parameter "port" cannot be empty' },
  { query: "?ports=http", message: 'unable to parse "http" as a port: strconv.ParseUint: parsing "http": invalid syntax' },
  { query: "?ports=65536", message: 'unable to parse "65536" as a port: strconv.ParseUint: parsing "65536": value out of range' },
  { query: "?ports=0", message: 'port "0" must be > 0' },
];

for (const { query, message } of refused) {
  test(`a port-forward over channels is refused before it begins: ${JSON.stringify(query)}`, async () => {
    const [, answer] = (await once(open(query, "v4.channel.k8s.io"), "unexpected-response")) as [unknown, IncomingMessage];
    const status = JSON.parse(Buffer.concat(await answer.toArray()).toString()) as { code: number; message: string };
    assert.deepEqual([status.code, status.message], [400, message]);
  });
}
