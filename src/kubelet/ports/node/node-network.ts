import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { type GrpcCheck, type GrpcHealth, type HttpCheck, type NetworkPort, NotTlsError, UnfinishedAnswerError } from "../network-port.ts";
import { dialError, joinHostPort, requestError } from "./go-errors.ts";
import { grpcHealth } from "./grpc-health.ts";

const maximumBodyBytes = 10 * 1_024;
/** Source: kubernetes pkg/probe/http RedirectChecker. */
const maximumRequests = 10;
/** What Go's http.Client follows. */
const redirects = [301, 302, 303, 307, 308];

/** Connections from this machine. */
export class NodeNetwork implements NetworkPort {
  async httpGet({ scheme, host, port, path, headers }: HttpCheck, timeoutMs: number): Promise<{ readonly status: number; readonly body: string }> {
    const isOver = AbortSignal.timeout(timeoutMs);
    let shown = `${scheme.toLowerCase()}://${joinHostPort(host, port)}${path.startsWith("/") ? path : `/${path}`}`;
    for (let requests = 1; ; requests++) {
      const url = new URL(shown);
      const answer = await get({ url, shown, headers, isOver });
      if (answer.location === undefined) return { status: answer.status, body: answer.body };
      const next = new URL(answer.location, url);
      if (next.hostname !== url.hostname) return { status: answer.status, body: answer.body };
      if (requests === maximumRequests) throw new Error(`Get "${answer.location}": stopped after ${maximumRequests} redirects`);
      shown = next.href;
    }
  }

  grpcHealth(check: GrpcCheck, timeoutMs: number): Promise<GrpcHealth> {
    return grpcHealth(check, timeoutMs);
  }

  tcpConnect(host: string, port: number, timeoutMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const address = joinHostPort(host, port);
    const socket = connect({ host, port, timeout: timeoutMs });
    socket.once("connect", resolve);
    socket.once("timeout", () => reject(new Error(`dial tcp ${address}: i/o timeout`)));
    socket.once("error", (error) => reject(new Error(dialError(address, error))));
    return promise.finally(() => socket.destroy());
  }
}

interface Request {
  readonly url: URL;
  /** The URL as it was asked for: with the port even where it is the scheme's own. */
  readonly shown: string;
  readonly headers: HttpCheck["headers"];
  readonly isOver: AbortSignal;
}

function get({ url, shown, headers, isOver }: Request): Promise<{ status: number; body: string; location?: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string; location?: string }>();
  const merged: Record<string, string[]> = {};
  for (const { name, value } of headers) (merged[name] ??= []).push(value);
  let isAnswered = false;
  const brokenOff = (): void => reject(new UnfinishedAnswerError(isOver.aborted ? "context deadline exceeded (Client.Timeout or context cancellation while reading body)" : "unexpected EOF"));
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const request = send(url, { headers: merged, agent: false, rejectUnauthorized: false, signal: isOver }, (response: IncomingMessage) => {
    isAnswered = true;
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (): void => {
      const status = response.statusCode ?? 0;
      const location = redirects.includes(status) ? response.headers.location : undefined;
      resolve({ status, body: Buffer.concat(chunks).toString("utf8", 0, maximumBodyBytes), ...(location === undefined ? {} : { location }) });
      request.destroy();
    };
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= maximumBodyBytes) done();
    });
    response.on("end", done);
    response.on("error", brokenOff);
  });
  request.on("error", (error) => {
    if (isAnswered) return brokenOff();
    if (isNotTls(error)) return reject(new NotTlsError(`Get "${shown}": http: server gave HTTP response to HTTPS client`, { cause: error }));
    const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
    reject(new Error(`Get "${shown}": ${requestError(joinHostPort(url.hostname.replace(/^\[|\]$/g, ""), port), error)}`));
  });
  request.end();
  return promise;
}

/** OpenSSL takes the first bytes of an answer in plain HTTP for a TLS record of a version that it does not know. */
function isNotTls(error: Error): boolean {
  return "code" in error && error.code === "EPROTO" && error.message.includes("wrong version number");
}
