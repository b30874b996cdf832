import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { NotTlsError } from "../network-port.ts";
import { NodeNetwork } from "./node-network.ts";

test("NodeNetwork: HTTPS that is answered in HTTP is told from a server that is not there", async () => {
  const server = createServer((_, response) => void response.end("plain")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const check = { scheme: "HTTPS", host: "127.0.0.1", port, path: "/live", headers: [] } as const;
  const network = new NodeNetwork();
  await assert.rejects(network.httpGet(check, 60_000), (error) => error instanceof NotTlsError && error.message === `Get "https://127.0.0.1:${port}/live": http: server gave HTTP response to HTTPS client`);
  assert.deepEqual(await network.httpGet({ ...check, scheme: "HTTP" }, 60_000), { status: 200, body: "plain" });
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  await assert.rejects(network.httpGet(check, 60_000), (error) => !(error instanceof NotTlsError) && error instanceof Error && error.message.endsWith(`dial tcp 127.0.0.1:${port}: connect: connection refused`));
});

test("NodeNetwork: a redirect on the same host is followed, one to another host is the answer", async () => {
  const server = createServer((request, response) => {
    if (request.url === "/here") return void response.writeHead(302, { location: "/live" }).end();
    if (request.url === "/away") return void response.writeHead(302, { location: "http://0.0.0.0/" }).end("Found");
    response.end("alive");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const get = (path: string): Promise<unknown> => new NodeNetwork().httpGet({ scheme: "HTTP", host: "127.0.0.1", port, path, headers: [] }, 60_000);
  assert.deepEqual([await get("/here"), await get("/away")], [{ status: 200, body: "alive" }, { status: 302, body: "Found" }]);
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});
