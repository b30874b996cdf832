import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { RealClock } from "../../../../base/real-clock.ts";
import { GrpcChannel } from "./grpc-channel.ts";
import { GrpcError } from "./grpc-error.ts";
import { framed } from "./message-frames.ts";

const folder = mkdtempSync(join(tmpdir(), "wherry-grpc-"));
const socketPath = join(folder, "socket");
const sessions = new Set<ServerHttp2Session>();
let server: Http2Server;
let channel: GrpcChannel;

const answers: Readonly<Record<string, (stream: ServerHttp2Stream) => void>> = {
  "/two-in-pieces": (stream) => {
    const bytes = Buffer.concat([framed(Buffer.from("one")), framed(Buffer.from("two"))]);
    for (const byte of bytes) stream.write(Uint8Array.of(byte));
    stream.end();
  },
  "/forever": (stream) => void stream.write(framed(Buffer.from("first"))),
};

before(async () => {
  server = createServer();
  server.on("session", (session) => sessions.add(session));
  server.on("stream", (stream, headers) => {
    const path = headers[":path"] ?? "";
    if (path === "/refused") return stream.respond({ ":status": 200, "grpc-status": "5", "grpc-message": "no%20such%20pod" }, { endStream: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": path === "/late-failure" ? "14" : "0", "grpc-message": "" }));
    stream.on("error", () => {});
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    const answer = answers[path];
    if (answer !== undefined) return answer(stream);
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => stream.end(Buffer.concat(chunks))); // the request's own frame comes back
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  channel = new GrpcChannel(socketPath, new RealClock());
});

after(() => {
  channel.close();
  server.close();
  rmSync(folder, { recursive: true });
});

const all = async (method: string, signal?: AbortSignal): Promise<string[]> => {
  const messages: string[] = [];
  for await (const message of channel.stream(method, new Uint8Array(0), { signal })) messages.push(Buffer.from(message).toString());
  return messages;
};
const failsWith = (code: GrpcError["code"], message = /./) => (error: unknown) => error instanceof GrpcError && error.code === code && message.test(error.message);

test("a unary call sends one message and takes one", async () => assert.equal(Buffer.from(await channel.unary("/echo", Buffer.from("hello"))).toString(), "hello"));
test("messages are whole, however their bytes come", async () => assert.deepEqual(await all("/two-in-pieces"), ["one", "two"]));
test("a refusal has its code and its words", () => assert.rejects(channel.unary("/refused", new Uint8Array(0)), failsWith("NotFound", /^no such pod$/)));
test("a status after the messages counts too", () => assert.rejects(all("/late-failure"), failsWith("Unavailable")));
test("a call that lasts too long is given up", () => assert.rejects(async () => {
  for await (const _ of channel.stream("/forever", new Uint8Array(0), { timeoutMs: 50 })) continue;
}, failsWith("DeadlineExceeded")));

test("an aborted call ends with the signal's reason", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const reading = all("/forever", stop.signal);
  setImmediate(() => stop.abort(reason));
  await assert.rejects(reading, (error) => error === reason);
});

test("a connection that breaks fails its calls, and the next call makes a new one", async () => {
  const reading = all("/forever");
  setTimeout(() => sessions.forEach((session) => session.destroy()), 50);
  await assert.rejects(reading, failsWith("Unavailable"));
  assert.equal(Buffer.from(await channel.unary("/echo", Buffer.from("again"))).toString(), "again");
});

test("nobody at the socket is Unavailable, with the socket's name", async () => {
  const nobody = new GrpcChannel(join(folder, "nobody"), new RealClock());
  await assert.rejects(nobody.unary("/echo", new Uint8Array(0)), failsWith("Unavailable", /nobody/));
});
