/**
 * The floor under an API server on Node.js: TLS, HTTP/2, JSON parsed and encoded, durable commits in groups, and nothing
 * else: no versions, no rules, no permissions. Reads its options from stdin and prints its port.
 *
 *     POST, PUT  an object: parsed, given an identity, committed, sent to the watchers, answered
 *     GET        all objects, joined from their bytes; with `watch` what changes from now on
 *     PUT /kept  bytes to be handed out as they are by GET /kept
 */
import { randomUUID } from "node:crypto";
import { createSecureServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer, text } from "node:stream/consumers";
import { Worker } from "node:worker_threads";

export interface BareServerOptions {
  readonly certificate: string;
  readonly key: string;
  readonly clientCa: string;
  readonly database: string;
}

interface Write {
  readonly key: string;
  readonly bytes: Buffer;
  readonly stream: ServerHttp2Stream;
  readonly status: number;
}

const { certificate, key, clientCa, database } = JSON.parse(await text(process.stdin)) as BareServerOptions;
const objects = new Map<string, Buffer>();
const watchers = new Set<ServerHttp2Stream>();
const worker = new Worker(new URL("commit-worker.ts", import.meta.url), { workerData: database });
let kept = Buffer.alloc(0);
let waiting: Write[] = [];
let underWay: Write[] | undefined;
let created = 0;

function commit(): void {
  if (underWay !== undefined || waiting.length === 0) return;
  underWay = waiting;
  waiting = [];
  worker.postMessage(underWay.map((write) => [write.key, write.bytes]));
}

worker.on("message", () => {
  for (const { key, bytes, stream, status } of underWay ?? []) {
    const isNew = !objects.has(key);
    objects.set(key, bytes);
    if (watchers.size > 0) {
      const frame = Buffer.concat([Buffer.from(isNew ? '{"type":"ADDED","object":' : '{"type":"MODIFIED","object":'), bytes, Buffer.from("}\n")]);
      for (const watcher of watchers) watcher.write(frame);
    }
    stream.respond({ ":status": status, "content-type": "application/json" });
    stream.end(bytes);
  }
  underWay = undefined;
  commit();
});

const server = createSecureServer({ cert: certificate, key, ca: clientCa, requestCert: true, settings: { maxConcurrentStreams: 4096 }, peerMaxConcurrentStreams: 4096 });
server.on("session", (session) => session.on("error", () => {}));
server.on("stream", (stream, headers) => {
  stream.on("error", () => {});
  void answer(stream, String(headers[":method"]), String(headers[":path"]));
});

async function answer(stream: ServerHttp2Stream, method: string, path: string): Promise<void> {
  if (method === "GET") {
    stream.respond({ ":status": 200, "content-type": "application/json" });
    if (path === "/kept") stream.end(kept);
    else if (!path.includes("watch=")) stream.end(Buffer.concat([Buffer.from('{"items":['), ...[...objects.values()].flatMap((bytes) => [bytes, Buffer.from(",")]), Buffer.from("null]}")]));
    else {
      watchers.add(stream);
      stream.once("close", () => watchers.delete(stream));
    }
    return;
  }
  const body = await buffer(stream);
  if (path === "/kept") {
    kept = body;
    stream.respond({ ":status": 200 });
    stream.end();
    return;
  }
  const object = JSON.parse(body.toString()) as { metadata: Record<string, unknown> };
  Object.assign(object.metadata, { uid: randomUUID(), resourceVersion: String(++created), creationTimestamp: new Date().toISOString() });
  waiting.push({ key: method === "PUT" ? path : `${path}/${object.metadata["name"]}`, bytes: Buffer.from(JSON.stringify(object)), stream, status: method === "PUT" ? 200 : 201 });
  commit();
}

server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
