import { type ClientRequest, request as requestHttp, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as requestHttps } from "node:https";
import { once } from "node:events";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { serviceUnavailable } from "../../../machinery/errors/constructors.ts";
import type { StatusError } from "../../../machinery/errors/status-error.ts";
import { bodyOf, drained, writeChunk } from "../exchange.ts";
import type { HttpExchange } from "../http-exchange.ts";
import { rewriteLinks } from "./rewrite-html.ts";
import type { ProxyTarget } from "./target.ts";

/** Headers of one connection that say nothing to the next. Source: RFC 9110, section 7.6.1. */
const hopByHop = new Set(["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);
/** Credentials are for the API server alone. */
const withheld = new Set([...hopByHop, "authorization", "host", "http2-settings"]);

/** What the target is told of the request. */
export function outgoingHeaders(incoming: IncomingHttpHeaders, { path, prefix }: Passage): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(incoming)) if (!name.startsWith(":") && !name.startsWith("impersonate-") && !withheld.has(name)) headers[name] = value;
  headers["x-forwarded-uri"] = `${prefix}${path.split("?")[0]}`;
  return headers;
}

/** The way through the proxy. `path` begins with a slash, `prefix` is where the client sees `/`. */
export interface Passage {
  readonly path: string;
  readonly prefix: string;
}

/** Opens the request to the target. Its certificate is its own affair; upstream does not check it either. */
export function openRequest({ scheme, host, port }: ProxyTarget, options: { readonly path: string; readonly method: string | undefined; readonly headers: OutgoingHttpHeaders; readonly signal: AbortSignal }): ClientRequest {
  const outgoing = (scheme === "https" ? requestHttps : requestHttp)({ host, port, ...options, rejectUnauthorized: false });
  // What goes wrong before the answer is thrown by who waits for it; what goes wrong in it ends the answer's body.
  outgoing.on("error", () => {});
  return outgoing;
}

/** Sends the request on to `target` and its answer back as it comes; redirects and the links of pages lead through the proxy again. */
export async function forward({ request, response, signal }: HttpExchange, target: ProxyTarget, passage: Passage): Promise<void> {
  const headers = outgoingHeaders(request.headers, passage);
  const outgoing = openRequest(target, { path: passage.path, method: request.method, headers, signal });
  bodyOf(request).pipe(outgoing);
  const [answer] = (await once(outgoing, "response").catch((error: Error) => {
    throw unreachable(error, target);
  })) as [IncomingMessage];
  response.statusCode = answer.statusCode ?? 502;
  const isPage = request.method !== "HEAD" && /^text\/html\b/i.test(answer.headers["content-type"] ?? "") && ["identity", "gzip"].includes(answer.headers["content-encoding"] ?? "identity");
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value === undefined || hopByHop.has(name) || (isPage && (name === "content-length" || name === "content-encoding"))) continue;
    response.setHeader(name, name === "location" && typeof value === "string" ? seenFromOutside(value, target, passage.prefix) : value);
  }
  const body = isPage ? page(answer, (url) => linkFromOutside(url, target, passage.prefix)) : answer;
  try {
    for await (const chunk of body) if (!writeChunk(response, chunk as Uint8Array)) await drained(response, signal);
    response.end();
  } catch {
    // Half an answer must not look like a whole one.
    response.destroy();
  }
}

/** Source: apimachinery util/proxy UpgradeAwareHandler, whose words for a refused connection are Go's. */
export function unreachable(error: Error & { readonly code?: string }, { host, port }: ProxyTarget): StatusError {
  const why = goErrors[error.code ?? ""];
  return serviceUnavailable(`error trying to reach service: ${why === undefined ? error.message : `dial tcp ${host.includes(":") ? `[${host}]` : host}:${port}: ${why}`}`);
}

const goErrors: Readonly<Record<string, string | undefined>> = {
  ECONNREFUSED: "connect: connection refused",
  EHOSTUNREACH: "connect: no route to host",
  ENETUNREACH: "connect: network is unreachable",
  ETIMEDOUT: "i/o timeout",
};

function page(answer: IncomingMessage, rewrite: (url: string) => string): Readable {
  const links = rewriteLinks(rewrite);
  const ended = (error: Error | null | undefined) => void (error && links.destroy(error));
  if (answer.headers["content-encoding"] === "gzip") pipeline(answer, createGunzip(), links, ended);
  else pipeline(answer, links, ended);
  return links;
}

/** A link of a page to its own server's root. */
function linkFromOutside(url: string, target: ProxyTarget, prefix: string): string {
  const isAbsolute = url.startsWith("/") && !url.startsWith("//");
  const isOwn = url.startsWith(`${target.scheme}://${target.host}:${target.port}/`);
  if ((!isAbsolute && !isOwn) || url.startsWith(`${prefix}/`)) return url;
  return isAbsolute ? `${prefix}${url}` : seenFromOutside(url, target, prefix);
}

/** A redirect to the target's own root leads below the proxy's path; one elsewhere stays. */
function seenFromOutside(location: string, { scheme, host, port }: ProxyTarget, prefix: string): string {
  const base = `${scheme}://${host}:${port}`;
  const url = new URL(location, base);
  if (location.startsWith("/") || url.origin === new URL(base).origin) return `${prefix}${url.pathname}${url.search}${url.hash}`;
  return location;
}
