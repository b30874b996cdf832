import { type ClientHttp2Session, connect, constants } from "node:http2";
import { RealClock } from "../../../base/real-clock.ts";
import { formatGoDuration } from "../../../machinery/duration/go-duration.ts";
import { quote } from "../../../machinery/text/quote.ts";
import type { GrpcCheck, GrpcHealth } from "../network-port.ts";
import { type GrpcStatus, notGrpc, ofReset, statusOf } from "./grpc-status.ts";

/** Names of the numbers of grpc.health.v1.HealthCheckResponse.ServingStatus. */
const servingStatuses = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

/** Until a server is tried again that did not let us in. Source: grpc-go backoff.DefaultConfig. */
const firstBackoffMs = 1_000;
const backoffFactor = 1.6;

/**
 * Asks `grpc.health.v1.Health/Check` over HTTP/2 without TLS. The two messages have one field each and are coded here by
 * hand. A server that lets nobody in is tried until the time is over, as grpc-go's blocking dial does: what kept it from
 * answering is then not told. Source of the words: kubernetes pkg/probe/grpc.
 */
export async function grpcHealth({ host, port, service }: GrpcCheck, timeoutMs: number): Promise<GrpcHealth> {
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const within = formatGoDuration(timeoutMs);
  const isOver = AbortSignal.timeout(timeoutMs);
  const session = await open(address, isOver);
  if (session === undefined) throw new Error(`timeout: failed to connect service ${quote(address)} within ${within}: context deadline exceeded`);
  try {
    const { code, message, answer } = await call(session, service, isOver);
    if (code === "OK") return { status: decodeStatus(answer) };
    if (code === "Unimplemented") throw new Error(`error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${message}`);
    if (code === "DeadlineExceeded") throw new Error(`timeout: health rpc did not complete within ${within}`);
    throw new Error(`error: health rpc probe failed: rpc error: code = ${code} desc = ${message}`);
  } finally {
    session.destroy();
  }
}

/** A connection whose server has greeted; undefined when there is none before the time is over. */
async function open(address: string, isOver: AbortSignal): Promise<ClientHttp2Session | undefined> {
  for (let backoffMs = firstBackoffMs; !isOver.aborted; backoffMs *= backoffFactor) {
    const session = await greeted(address, isOver);
    if (session !== undefined) return session;
    await new RealClock().sleep(backoffMs, isOver).catch(() => undefined);
  }
  return undefined;
}

function greeted(address: string, isOver: AbortSignal): Promise<ClientHttp2Session | undefined> {
  const { promise, resolve } = Promise.withResolvers<ClientHttp2Session | undefined>();
  const session = connect(`http://${address}`);
  session.once("remoteSettings", () => resolve(session));
  session.on("error", () => {}); // it closes, and whoever uses it hears of that
  session.once("close", () => resolve(undefined));
  isOver.addEventListener("abort", () => session.destroy(), { once: true });
  return promise;
}

type Called = GrpcStatus & { readonly answer: Buffer };

/** Resolves with how the call ended, whatever happens. */
function call(session: ClientHttp2Session, service: string, isOver: AbortSignal): Promise<Called> {
  const { promise, resolve } = Promise.withResolvers<Called>();
  const chunks: Buffer[] = [];
  const end = (status: GrpcStatus | undefined): void => {
    if (status !== undefined) resolve({ ...status, answer: Buffer.concat(chunks) });
  };
  const lost = (): void => end(isOver.aborted ? { code: "DeadlineExceeded", message: "context deadline exceeded" } : { code: "Unavailable", message: 'connection error: desc = "error reading from server: EOF"' });
  if (session.destroyed) {
    lost();
    return promise;
  }
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: "POST",
    [constants.HTTP2_HEADER_PATH]: "/grpc.health.v1.Health/Check",
    "content-type": "application/grpc",
    "user-agent": "kube-probe/1.36",
    te: "trailers",
  });
  let trailers: GrpcStatus | undefined;
  stream.on("response", (headers) => {
    end(notGrpc(headers));
    trailers = statusOf(headers); // an answer of headers alone
  });
  stream.on("trailers", (headers) => (trailers = statusOf(headers)));
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("error", () => {}); // it closes
  stream.on("end", () => end(trailers));
  stream.on("close", () => {
    if (session.destroyed) lost();
    else end(ofReset(stream.rstCode));
  });
  session.once("close", lost);
  stream.end(encodeRequest(service));
  return promise;
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
