import { connect, constants } from "node:http2";
import type { GrpcCheck, GrpcHealth } from "../network-port.ts";

/** Names of the numbers of grpc.health.v1.HealthCheckResponse.ServingStatus. */
const servingStatuses = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];
/** Source: grpc status codes. */
const ok = 0;
const unimplemented = 12;

/** Asks `grpc.health.v1.Health/Check` over HTTP/2 without TLS. The two messages have one field each and are coded here by hand. */
export function grpcHealth({ host, port, service }: GrpcCheck, timeoutMs: number): Promise<GrpcHealth> {
  const { promise, resolve, reject } = Promise.withResolvers<GrpcHealth>();
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const seconds = `${timeoutMs / 1_000}s`;
  let connected = false;
  const session = connect(`http://${address}`);
  const timer = AbortSignal.timeout(timeoutMs);
  timer.addEventListener("abort", () => reject(new Error(connected ? `timeout: health rpc did not complete within ${seconds}` : `timeout: failed to connect service "${address}" within ${seconds}: context deadline exceeded`)), { once: true });
  session.once("connect", () => (connected = true));
  session.once("error", (error) => reject(new Error(connected ? `error: health rpc probe failed: ${error.message}` : `error: failed to connect service at "${address}": ${error.message}`)));
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: "POST",
    [constants.HTTP2_HEADER_PATH]: "/grpc.health.v1.Health/Check",
    "content-type": "application/grpc",
    "user-agent": "kube-probe/1.36",
    te: "trailers",
  });
  const chunks: Buffer[] = [];
  let code: number | undefined;
  let message = "";
  const readStatus = (headers: Record<string, unknown>): void => {
    if (headers["grpc-status"] === undefined) return;
    code = Number(headers["grpc-status"]);
    message = decodeURIComponent(String(headers["grpc-message"] ?? ""));
  };
  stream.on("response", readStatus);
  stream.on("trailers", readStatus);
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("error", (error) => {
    if (connected) reject(new Error(`error: health rpc probe failed: ${error.message}`)); // otherwise the session tells
  });
  stream.on("end", () => {
    if (code === ok) resolve({ status: decodeStatus(Buffer.concat(chunks)) });
    else if (code === unimplemented) reject(new Error(`error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${message}`));
    else reject(new Error(`error: health rpc probe failed: rpc error: code = ${code ?? "unknown"} desc = ${message}`));
  });
  stream.end(encodeRequest(service));
  return promise.finally(() => session.destroy());
}

/** One uncompressed gRPC message: HealthCheckRequest{service = 1}. */
function encodeRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const body = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(body.length, 1);
  return Buffer.concat([header, body]);
}

/** HealthCheckResponse{status = 1}; an empty message says 0. */
function decodeStatus(frame: Buffer): string {
  const body = frame.subarray(5);
  const value = body[0] === 0x08 ? (body[1] ?? 0) : 0;
  return servingStatuses[value] ?? String(value);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}
