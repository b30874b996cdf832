import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { TestServer } from "../../../src/server/testing/test-server.ts";
import type { Dice } from "./dice.ts";

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const patienceMs = 200;

/** What a connection is told, and over what. The server may say anything but a 500, and may hang up. */
export interface RawCase {
  readonly name: string;
  readonly tls?: "http/1.1" | "h2";
  readonly bytes: (dice: Dice) => Buffer;
  /** Leave without a word instead of ending the connection. */
  readonly abrupt?: boolean;
}

const http1 = (text: string) => () => Buffer.from(text, "latin1");
const upgrade = (path: string, more: string, after: (dice: Dice) => Buffer) => (dice: Dice) => Buffer.concat([Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n${more}\r\n`), after(dice)]);
const webSocket = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const exec = "/api/v1/namespaces/default/pods/web/exec?command=cat&stdin=1&stdout=1";
const spdy = "Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n";

/** A frame head with what follows, as HTTP/2 counts it; the length may lie. */
function frame(dice: Dice): Buffer {
  const payload = dice.bytes(dice.int(60));
  const head = Buffer.alloc(9);
  head.writeUIntBE(dice.chance(0.8) ? payload.length : dice.int(2 ** 24), 0, 3);
  head[3] = dice.int(12);
  head[4] = dice.int(256);
  head.writeUInt32BE(dice.one([0, 1, 2, 3, 5, 0x7fffffff]), 5);
  return Buffer.concat([head, payload]);
}

function webSocketFrame(dice: Dice): Buffer {
  const payload = dice.bytes(dice.int(120));
  const length = dice.chance(0.8) ? payload.length : 127;
  return Buffer.concat([Buffer.from([dice.int(256), (dice.chance(0.8) ? 0x80 : 0) | length]), dice.bytes(4), payload]);
}

const many = (make: (dice: Dice) => Buffer) => (dice: Dice) => Buffer.concat(Array.from({ length: 1 + dice.int(10) }, () => make(dice)));

export const rawCases: readonly RawCase[] = [
  { name: "nothing at all", bytes: () => Buffer.alloc(0) },
  { name: "nothing at all, then gone", bytes: () => Buffer.alloc(0), abrupt: true },
  { name: "random bytes", bytes: (dice) => dice.bytes(1 + dice.int(500)) },
  { name: "half a client hello", bytes: () => Buffer.from("160301020001000", "hex"), abrupt: true },
  { name: "HTTP without TLS", bytes: http1("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") },
  { name: "TLS, then nothing", tls: "http/1.1", bytes: () => Buffer.alloc(0), abrupt: true },
  { name: "TLS, then random bytes", tls: "http/1.1", bytes: (dice) => dice.bytes(1 + dice.int(500)) },
  { name: "half a request line", tls: "http/1.1", bytes: http1("GET /api/v1/po"), abrupt: true },
  { name: "half the headers", tls: "http/1.1", bytes: http1("GET /api HTTP/1.1\r\nHost: x\r\nAccept: "), abrupt: true },
  { name: "a body shorter than promised", tls: "http/1.1", bytes: http1('POST /api/v1/namespaces/default/pods HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{"a":'), abrupt: true },
  { name: "a chunked body that stops", tls: "http/1.1", bytes: http1("POST /api/v1/namespaces/default/pods HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n"), abrupt: true },
  { name: "two lengths", tls: "http/1.1", bytes: http1("POST /api/v1/namespaces/default/pods HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}{}{}") },
  { name: "length and chunks", tls: "http/1.1", bytes: http1("POST /api/v1/namespaces/default/pods HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n") },
  { name: "a negative length", tls: "http/1.1", bytes: http1("POST /api/v1/namespaces/default/pods HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}") },
  { name: "a head of 100 KB", tls: "http/1.1", bytes: http1(`GET /api HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(100_000)}\r\n\r\n`) },
  { name: "an absolute target", tls: "http/1.1", bytes: http1("GET https://evil.example/api/v1/pods HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") },
  { name: "a star as the target", tls: "http/1.1", bytes: http1("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") },
  { name: "a tunnel", tls: "http/1.1", bytes: http1("CONNECT 10.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n") },
  { name: "NUL in the path", tls: "http/1.1", bytes: http1("GET /api/v1/\0 HTTP/1.1\r\nHost: x\r\n\r\n") },
  { name: "bytes above 127 in the path", tls: "http/1.1", bytes: http1("GET /api/v1/namespaces/\xff\xfe/pods HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") },
  { name: "an expectation nobody knows", tls: "http/1.1", bytes: http1("POST /api/v1/namespaces/default/pods HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nContent-Length: 2\r\n\r\n{}") },
  { name: "a request to continue without a body", tls: "http/1.1", bytes: http1("POST /api/v1/namespaces/default/pods HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"), abrupt: true },
  { name: "requests in one go", tls: "http/1.1", bytes: http1("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20)), abrupt: true },
  { name: "HTTP/2 frames without a preface", tls: "h2", bytes: many(frame) },
  { name: "HTTP/2 frames of chance", tls: "h2", bytes: (dice) => Buffer.concat([Buffer.from(preface), Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]), many(frame)(dice)]) },
  { name: "an HTTP/2 preface cut off", tls: "h2", bytes: http1(preface.slice(0, 10)), abrupt: true },
  { name: "HTTP/1.1 where HTTP/2 was agreed", tls: "h2", bytes: http1("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") },
  { name: "a WebSocket exec, then frames of chance", tls: "http/1.1", bytes: upgrade(exec, `${webSocket}Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n`, many(webSocketFrame)) },
  { name: "a WebSocket exec, then random bytes", tls: "http/1.1", bytes: upgrade(exec, `${webSocket}Sec-WebSocket-Protocol: v4.channel.k8s.io\r\n`, (dice) => dice.bytes(300)) },
  { name: "a WebSocket without a key", tls: "http/1.1", bytes: upgrade(exec, "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n", (dice) => dice.bytes(20)) },
  { name: "a WebSocket of another age", tls: "http/1.1", bytes: upgrade(exec, "Upgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: short\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n", () => Buffer.alloc(0)) },
  { name: "a port-forward without ports", tls: "http/1.1", bytes: upgrade("/api/v1/namespaces/default/pods/web/portforward", `${webSocket}Sec-WebSocket-Protocol: v4.channel.k8s.io\r\n`, many(webSocketFrame)) },
  { name: "a port-forward, then frames of chance", tls: "http/1.1", bytes: upgrade("/api/v1/namespaces/default/pods/web/portforward?ports=80", `${webSocket}Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\n`, many(webSocketFrame)) },
  { name: "a WebSocket watch, then frames of chance", tls: "http/1.1", bytes: upgrade("/api/v1/pods?watch=1", webSocket, many(webSocketFrame)) },
  { name: "a SPDY exec, then random bytes", tls: "http/1.1", bytes: upgrade(exec, spdy, (dice) => dice.bytes(300)) },
  { name: "a SPDY exec, then frames of chance", tls: "http/1.1", bytes: upgrade(exec, spdy, many((dice) => Buffer.concat([Buffer.from([0x80, 3, 0, 1 + dice.int(9), dice.int(256), 0, 0, dice.int(40)]), dice.bytes(dice.int(40))]))) },
  { name: "an upgrade to a protocol of another world", tls: "http/1.1", bytes: upgrade(exec, "Upgrade: h2c, irc\r\nHTTP2-Settings: AAMAAABkAAQ\r\n", (dice) => dice.bytes(30)) },
  { name: "an upgrade on a path without one", tls: "http/1.1", bytes: upgrade("/healthz", webSocket, (dice) => dice.bytes(30)) },
];

/** Says it, listens for a moment, and gives back what was heard. */
export async function saySomething(server: TestServer, raw: RawCase, dice: Dice): Promise<string> {
  const { port } = server.listening;
  const { admin, ca } = server.pki;
  const socket: Socket = raw.tls === undefined ? connectTcp(port, "127.0.0.1") : connectTls({ port, host: "127.0.0.1", ca: ca.certificate, cert: admin.certificate, key: admin.key, ALPNProtocols: [raw.tls] });
  let heard = "";
  socket.on("data", (chunk: Buffer) => (heard += chunk.toString("latin1").slice(0, 2_000)));
  socket.on("error", () => {});
  try {
    await once(socket, raw.tls === undefined ? "connect" : "secureConnect");
    const bytes = raw.bytes(dice);
    if (bytes.length > 0) socket.write(bytes);
    if (!raw.abrupt) await Promise.race([once(socket, "close"), new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);
    else await new Promise((resolve) => setTimeout(resolve, 20).unref());
  } catch {
    // Refused during the handshake: an answer like any other.
  }
  socket.destroy();
  return heard;
}
