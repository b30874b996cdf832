import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
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

const answers: { name: string; serve: (socket: Socket) => void; body?: string; message?: (port: number) => string }[] = [
  { name: "that hangs up", serve: (socket) => void socket.end(), message: (port) => `Get "http://127.0.0.1:${port}/live": EOF` },
  { name: "that resets the connection", serve: (socket) => void socket.resetAndDestroy(), message: (port) => `Get "http://127.0.0.1:${port}/live": read tcp 127.0.0.1:${port}: read: connection reset by peer` },
  { name: "that speaks no HTTP", serve: (socket) => void socket.end("220 mail\r\n"), message: (port) => `Get "http://127.0.0.1:${port}/live": net/http: HTTP/1.x transport connection broken: malformed HTTP response "220 mail"` },
  { name: "that does not answer", serve: () => {}, message: (port) => `Get "http://127.0.0.1:${port}/live": context deadline exceeded (Client.Timeout exceeded while awaiting headers)` },
  { name: "that breaks off its answer", serve: (socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), message: () => "unexpected EOF" },
  { name: "that stops in its answer", serve: (socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), message: () => "context deadline exceeded (Client.Timeout or context cancellation while reading body)" },
  { name: "that sends around in circles", serve: (socket) => void socket.end("HTTP/1.1 307 x\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), message: () => 'Get "/again": stopped after 10 redirects' },
  { name: "whose answer only looks like a redirect", serve: (socket) => void socket.end("HTTP/1.1 304 x\r\nLocation: /again\r\nConnection: close\r\n\r\n"), body: "" },
];
for (const { name, serve, message, body } of answers) {
  test(`NodeNetwork: a server ${name}`, async () => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => serve(socket));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const asked = new NodeNetwork().httpGet({ scheme: "HTTP", host: "127.0.0.1", port, path: "/live", headers: [] }, 400);
    try {
      if (message === undefined) assert.deepEqual(await asked, { status: 304, body });
      else await assert.rejects(asked, { message: message(port) });
    } finally {
      server.close();
    }
  });
}

test("NodeNetwork: a port is named even where it is the scheme's own", async () => {
  const asked = new NodeNetwork().httpGet({ scheme: "HTTP", host: "127.255.255.254", port: 80, path: "/", headers: [] }, 2_000);
  await assert.rejects(asked, { message: 'Get "http://127.255.255.254:80/": dial tcp 127.255.255.254:80: connect: connection refused' });
  await assert.rejects(new NodeNetwork().tcpConnect("127.255.255.254", 1, 2_000), { message: "dial tcp 127.255.255.254:1: connect: connection refused" });
});
