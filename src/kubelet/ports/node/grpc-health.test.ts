import assert from "node:assert/strict";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { grpcHealth } from "./grpc-health.ts";

interface Answer {
  readonly status?: number;
  readonly code?: number;
  readonly message?: string;
  /** Never answers. */
  readonly silent?: boolean;
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
      if (answer.silent === true) return;
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(answer.code ?? 0), ...(answer.message === undefined ? {} : { "grpc-message": answer.message }) }));
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.end(answer.status === undefined ? undefined : Buffer.from([0, 0, 0, 0, 2, 0x08, answer.status]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
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

const failures: { name: string; answer: Answer; timeoutMs?: number; message: RegExp }[] = [
  { name: "a server without the health service", answer: { code: 12, message: "unknown service" }, message: /^error: this server does not implement the grpc health protocol \(grpc\.health\.v1\.Health\): unknown service$/ },
  { name: "a server that fails", answer: { code: 13, message: "broken" }, message: /^error: health rpc probe failed: rpc error: code = 13 desc = broken$/ },
  { name: "a server that does not answer", answer: { silent: true }, timeoutMs: 200, message: /^timeout: health rpc did not complete within 0\.2s$/ },
];
for (const { name, answer, timeoutMs = 60_000, message } of failures) {
  test(`${name} is told by its error`, () => withServer(answer, (port) => assert.rejects(grpcHealth({ host: "127.0.0.1", port, service: "" }, timeoutMs), { message })));
}

test("a port that nobody listens on cannot be connected to", async () => {
  await assert.rejects(grpcHealth({ host: "127.0.0.1", port: 1, service: "" }, 60_000), { message: /^error: failed to connect service at "127\.0\.0\.1:1": / });
});
