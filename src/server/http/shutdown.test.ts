import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect } from "node:http2";
import { request } from "node:https";
import { test } from "node:test";
import { startTestServer } from "../testing/test-server.ts";

test("a server that stops ends the watches of both protocols as if they were over", async () => {
  const { pki, listening, server, close } = await startTestServer();
  const tls = { ca: pki.ca.certificate, cert: pki.admin.certificate, key: pki.admin.key };
  const path = "/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=1";

  const session = connect(`https://127.0.0.1:${listening.port}`, tls);
  session.on("error", () => {});
  const stream = session.request({ ":path": path });
  await once(stream, "response");
  const outgoing = request({ host: "127.0.0.1", port: listening.port, path, ...tls, agent: false }).end();
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];

  const ended = Promise.all([stream.toArray(), answer.toArray()]);
  await server.close();
  await ended;
  assert.deepEqual([stream.rstCode, answer.complete], [0, true]);
  session.destroy();
  await close();
});
