import assert from "node:assert/strict";
import { constants, createServer, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { test } from "node:test";
import { grpcHealth } from "./grpc-health.ts";

interface Answer {
  readonly status?: number;
  readonly code?: number;
  readonly message?: string;
  /** Instead of an answer. */
  readonly act?: (stream: ServerHttp2Stream) => void;
  /** Default: any free one. */
  readonly port?: number;
}

/** A gRPC server that gives this answer to every call, and what it was asked. */
async function withServer<T>(answer: Answer, task: (port: number, asked: string[]) => Promise<T>): Promise<T> {
  const asked: string[] = [];
  const server = createServer();
  server.on("stream", (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", () => {}); // the client gave up
    stream.on("end", () => {
      asked.push(`${headers[":path"]} ${Buffer.concat(chunks).subarray(7).toString()}`);
      if (answer.act !== undefined) return answer.act(stream);
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(answer.code ?? 0), ...(answer.message === undefined ? {} : { "grpc-message": answer.message }) }));
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.end(answer.status === undefined ? undefined : Buffer.from([0, 0, 0, 0, 2, 0x08, answer.status]));
    });
  });
  await new Promise<void>((resolve) => server.listen(answer.port ?? 0, "127.0.0.1", resolve));
  try {
    return await task((server.address() as AddressInfo).port, asked);
  } finally {
    server.close();
  }
}

test("a service that serves says so, and is asked by its name", () => withServer({ status: 1 }, async (port, asked) => {
  assert.deepEqual(await grpcHealth({ host: "127.0.0.1", port, service: "readiness" }, 60_000), { status: "SERVING" });
  assert.deepEqual(asked, ["/grpc.health.v1.Health/Check readiness"]);
}));

test("a service that does not serve says that", () => withServer({ status: 2 }, async (port) => {
  assert.deepEqual(await grpcHealth({ host: "127.0.0.1", port, service: "" }, 60_000), { status: "NOT_SERVING" });
}));

const failures: { name: string; answer: Answer; timeoutMs?: number; message: string }[] = [
  { name: "a server without the health service", answer: { code: 12, message: "unknown service" }, message: "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service" },
  { name: "a server that does not know the service", answer: { code: 5, message: "unknown%20service %zz %e2%82%ac" }, message: "error: health rpc probe failed: rpc error: code = NotFound desc = unknown service %zz €" },
  { name: "a server that fails", answer: { code: 13, message: "broken" }, message: "error: health rpc probe failed: rpc error: code = Internal desc = broken" },
  { name: "a server with a code of its own", answer: { code: 99 }, message: "error: health rpc probe failed: rpc error: code = Code(99) desc = " },
  { name: "a server that gave up", answer: { code: 4, message: "late" }, message: "timeout: health rpc did not complete within 1m0s" },
  { name: "a server that does not answer", answer: { act: () => {} }, timeoutMs: 300, message: "timeout: health rpc did not complete within 300ms" },
  { name: "a server that resets the stream", answer: { act: (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR) }, message: "error: health rpc probe failed: rpc error: code = Internal desc = stream terminated by RST_STREAM with error code: INTERNAL_ERROR" },
  { name: "a server that refuses the stream", answer: { act: (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM) }, message: "error: health rpc probe failed: rpc error: code = Unavailable desc = stream terminated by RST_STREAM with error code: REFUSED_STREAM" },
  { name: "a server that hangs up", answer: { act: (stream) => stream.session?.destroy() }, message: 'error: health rpc probe failed: rpc error: code = Unavailable desc = connection error: desc = "error reading from server: EOF"' },
  {
    name: "a server that speaks HTTP and not gRPC",
    answer: { act: (stream) => { stream.respond({ ":status": 404, "content-type": "text/plain" }); stream.end("none"); } },
    message: 'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unexpected HTTP status code received from server: 404 (Not Found); transport: received unexpected content-type "text/plain"',
  },
  {
    name: "a server that answers without a type",
    answer: { act: (stream) => { stream.respond({ ":status": 200 }); stream.end(); } },
    message: "error: health rpc probe failed: rpc error: code = Unknown desc = unexpected HTTP status code received from server: 200 (OK); malformed header: missing HTTP content-type",
  },
];
for (const { name, answer, timeoutMs = 60_000, message } of failures) {
  test(`${name} is told by its error`, () => withServer(answer, (port) => assert.rejects(grpcHealth({ host: "127.0.0.1", port, service: "" }, timeoutMs), { message })));
}

test("a port that nobody listens on is tried until the time is over", async () => {
  await assert.rejects(grpcHealth({ host: "127.0.0.1", port: 1, service: "" }, 300), { message: 'timeout: failed to connect service "127.0.0.1:1" within 300ms: context deadline exceeded' });
});

test("a server that takes connections and does not greet is none", async () => {
  const server = createTcpServer((socket) => socket.on("error", () => {}));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await assert.rejects(grpcHealth({ host: "127.0.0.1", port, service: "" }, 300), { message: `timeout: failed to connect service "127.0.0.1:${port}" within 300ms: context deadline exceeded` });
  server.close();
});

test("a server that begins to listen while it is tried is found", async () => {
  const free = createTcpServer();
  await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const asking = grpcHealth({ host: "127.0.0.1", port, service: "" }, 30_000);
  await withServer({ status: 1, port }, async () => assert.deepEqual(await asking, { status: "SERVING" }));
});
