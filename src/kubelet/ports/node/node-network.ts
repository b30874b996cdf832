import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { type GrpcCheck, type GrpcHealth, type HttpCheck, type NetworkPort, NotTlsError } from "../network-port.ts";
import { grpcHealth } from "./grpc-health.ts";

const maximumBodyBytes = 10 * 1_024;
const maximumRedirects = 10;

/** Connections from this machine. */
export class NodeNetwork implements NetworkPort {
  async httpGet(check: HttpCheck, timeoutMs: number): Promise<{ readonly status: number; readonly body: string }> {
    let url = new URL(`${check.scheme.toLowerCase()}://${check.host.includes(":") ? `[${check.host}]` : check.host}:${check.port}${check.path.startsWith("/") ? check.path : `/${check.path}`}`);
    for (let redirects = 0; redirects <= maximumRedirects; redirects++) {
      const answer = await get(url, check.headers, timeoutMs);
      if (answer.location === undefined) return { status: answer.status, body: answer.body };
      const next = new URL(answer.location, url);
      if (next.hostname !== url.hostname) return { status: answer.status, body: answer.body };
      url = next;
    }
    throw new Error(`Get "${url.href}": stopped after ${maximumRedirects} redirects`);
  }

  grpcHealth(check: GrpcCheck, timeoutMs: number): Promise<GrpcHealth> {
    return grpcHealth(check, timeoutMs);
  }

  tcpConnect(host: string, port: number, timeoutMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect({ host, port, timeout: timeoutMs });
    socket.once("connect", resolve);
    socket.once("timeout", () => reject(new Error(`dial tcp ${host}:${port}: i/o timeout`)));
    socket.once("error", (error) => reject(new Error(`dial tcp ${host}:${port}: ${words(error)}`)));
    return promise.finally(() => socket.destroy());
  }
}

function get(url: URL, headers: HttpCheck["headers"], timeoutMs: number): Promise<{ status: number; body: string; location?: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string; location?: string }>();
  const merged: Record<string, string[]> = {};
  for (const { name, value } of headers) (merged[name] ??= []).push(value);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const request = send(url, { headers: merged, agent: false, rejectUnauthorized: false, signal: AbortSignal.timeout(timeoutMs) }, (response: IncomingMessage) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (): void => {
      const status = response.statusCode ?? 0;
      const location = status >= 300 && status < 400 ? response.headers.location : undefined;
      resolve({ status, body: Buffer.concat(chunks).toString("utf8", 0, maximumBodyBytes), ...(location === undefined ? {} : { location }) });
      request.destroy();
    };
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= maximumBodyBytes) done();
    });
    response.on("end", done);
    response.on("error", reject);
  });
  request.on("error", (error) => {
    if (isNotTls(error)) return reject(new NotTlsError(`Get "${url.href}": http: server gave HTTP response to HTTPS client`, { cause: error }));
    const timedOut = error.name === "AbortError" || error.name === "TimeoutError";
    reject(new Error(`Get "${url.href}": ${timedOut ? "context deadline exceeded (Client.Timeout exceeded while awaiting headers)" : `dial tcp ${url.host}: ${words(error)}`}`));
  });
  request.end();
  return promise;
}

/** OpenSSL takes the first bytes of an answer in plain HTTP for a TLS record of a version that it does not know. */
function isNotTls(error: Error): boolean {
  return "code" in error && error.code === "EPROTO" && error.message.includes("wrong version number");
}

/** Errors in the words of Go's net package, which people search for. */
function words(error: Error): string {
  const code = "code" in error ? error.code : undefined;
  if (code === "ECONNREFUSED") return "connect: connection refused";
  if (code === "EHOSTUNREACH") return "connect: no route to host";
  if (code === "ENETUNREACH") return "connect: network is unreachable";
  if (code === "ECONNRESET") return "read: connection reset by peer";
  return error.message;
}
