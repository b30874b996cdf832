import { request as requestHttp, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as requestHttps } from "node:https";
import { once } from "node:events";
import { serviceUnavailable } from "../../../machinery/errors/constructors.ts";
import { bodyOf, drained, writeChunk } from "../exchange.ts";
import type { HttpExchange } from "../http-exchange.ts";
import type { ProxyTarget } from "./target.ts";

/** Headers of one connection that say nothing to the next. Source: RFC 9110, section 7.6.1. */
const hopByHop = new Set(["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);
/** Credentials are for the API server alone. */
const withheld = new Set([...hopByHop, "authorization", "host", "http2-settings"]);

/** Sends the request on to `target` under `path`, which begins with a slash, and its answer back as it comes. `prefix` is where the client sees `/`. */
export async function forward({ request, response, signal }: HttpExchange, target: ProxyTarget, { path, prefix }: { readonly path: string; readonly prefix: string }): Promise<void> {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(request.headers)) if (!name.startsWith(":") && !withheld.has(name)) headers[name] = value;
  headers["x-forwarded-uri"] = `${prefix}${path.split("?")[0]}`;
  const send = target.scheme === "https" ? requestHttps : requestHttp;
  // Pods' certificates are their own; upstream does not check them either.
  const outgoing = send({ host: target.host, port: target.port, path, method: request.method, headers, signal, rejectUnauthorized: false });
  // What goes wrong before the answer is thrown below; what goes wrong in it ends the answer's body.
  outgoing.on("error", () => {});
  bodyOf(request).pipe(outgoing);
  const [answer] = (await once(outgoing, "response").catch((error: Error) => {
    throw serviceUnavailable(`error trying to reach service: ${error.message}`);
  })) as [IncomingMessage];
  response.statusCode = answer.statusCode ?? 502;
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !hopByHop.has(name)) response.setHeader(name, name === "location" && typeof value === "string" ? seenFromOutside(value, target, prefix) : value);
  }
  try {
    for await (const chunk of answer) if (!writeChunk(response, chunk as Uint8Array)) await drained(response, signal);
    response.end();
  } catch {
    // Half an answer must not look like a whole one.
    response.destroy();
  }
}

/** A redirect to the target's own root leads below the proxy's path; one elsewhere stays. */
function seenFromOutside(location: string, { scheme, host, port }: ProxyTarget, prefix: string): string {
  const base = `${scheme}://${host}:${port}`;
  const url = new URL(location, base);
  if (location.startsWith("/") || url.origin === new URL(base).origin) return `${prefix}${url.pathname}${url.search}${url.hash}`;
  return location;
}
