import { authenticate } from "../authn/union.ts";
import { impersonate } from "../authn/impersonation.ts";
import type { Attributes } from "../authz/attributes.ts";
import { attributesOf, requireAllowed } from "../authz/stage.ts";
import { toStatusError } from "../errors.ts";
import { RejectedRequest } from "../flowcontrol/rejection.ts";
import { badRequest } from "../../machinery/errors/constructors.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { PathFamily } from "../paths/contract.ts";
import { answerPath } from "../paths/index-page.ts";
import type { ApiServer } from "../api-server.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { credentialsOf, impersonationOf } from "./credentials.ts";
import { enterFlow, isStreaming, respondRejected } from "./enter-flow.ts";
import { header, type Incoming, type Outgoing } from "./exchange.ts";
import { negotiateDocument } from "./negotiate.ts";
import { wantsPretty } from "../../machinery/request/pretty.ts";
import { requestTimeoutMs, timeoutOf } from "./request-timeout.ts";
import { respond, respondError, respondJson } from "./respond.ts";
import { parseRoute, type Route } from "./route.ts";
import { verbOf } from "./verb.ts";
import { serveResource } from "./serve-resource.ts";
import { serveConnect } from "./serve-connect.ts";

/**
 * Answers one request, whatever it is; never rejects. `ending` cuts the request short: the caller aborts it when the
 * server stops, this when the client goes. It is one for all reasons, as linked signals cost more than the rest of a request.
 */
export async function handleRequest(server: ApiServer, families: readonly PathFamily[], request: Incoming, response: Outgoing, ending: AbortController): Promise<void> {
  let isAnswered = false;
  response.once("close", () => {
    if (!isAnswered) ending.abort(new Error("the client is gone"));
  });
  try {
    response.setHeader("Audit-Id", header(request, "audit-id") ?? server.random.uuid());
    response.setHeader("Cache-Control", "no-cache, private");
    const [path, query] = splitUrl(request.url ?? "/");
    const user = await identify(server, request);
    await dispatch({ server, request, response, query, user, signal: ending.signal, timeoutMs: requestTimeoutMs, cancel: (reason) => ending.abort(reason) }, path, families);
  } catch (error) {
    const responded = error instanceof RejectedRequest ? respondRejected(request, response, error) : respondError(request, response, toStatusError(error));
    await responded.catch(() => response.destroy());
  } finally {
    isAnswered = true;
  }
}

/** Who sends the request, impersonation included. Throws Unauthorized or Forbidden. */
export async function identify(server: ApiServer, request: Incoming): Promise<UserInfo> {
  const { user } = await authenticate(server.authenticators, credentialsOf(request));
  const wanted = impersonationOf(request);
  if (wanted === undefined) return user;
  const [path, query] = splitUrl(request.url ?? "/");
  return impersonate(user, wanted, routeAttributes(parseRoute(path), { request, query, user }), server.authorizer);
}

/** What flow control and authorization see of a request by its path alone. */
function routeAttributes(route: Route, { request, query, user }: Pick<HttpExchange, "request" | "query" | "user">): Attributes {
  if (route.type === "path") return { user, verb: (request.method ?? "").toLowerCase(), path: route.path };
  const { group, version, resource, subresource, namespace, name } = route;
  const verb = verbOf(request.method ?? "", route, query);
  if (verb === undefined) return { user, verb: "", group, version, resource, subresource, namespace, name };
  return attributesOf({ request: { verb, resource: { group, version, resource }, subresource, namespace, name, options: { fieldSelector: query.get("fieldSelector") ?? undefined } }, user });
}

async function dispatch(exchange: HttpExchange, path: string, families: readonly PathFamily[]): Promise<void> {
  const route = parseRoute(path);
  const attributes = routeAttributes(route, exchange);
  if (isStreaming(attributes)) return serveRoute(exchange, route, families);
  if (attributes.verb !== "watch") exchange.timeoutMs = timeoutOf(exchange.query);
  const seat = await enterFlow(exchange, attributes);
  exchange.seat = seat;
  try {
    await serveRoute(exchange, route, families);
  } finally {
    seat.leave();
  }
}

async function serveRoute(exchange: HttpExchange, route: Route, families: readonly PathFamily[]): Promise<void> {
  if (route.type === "path") return servePath(exchange, route.path, families);
  if (await serveConnect(exchange, route)) return;
  return serveResource(exchange, route);
}

async function servePath({ server, request, response, query, user }: HttpExchange, path: string, families: readonly PathFamily[]): Promise<void> {
  const method = request.method ?? "GET";
  requireAllowed(server.authorizer, { user, verb: method === "HEAD" ? "get" : method.toLowerCase(), path });
  const { code, mediaType, body, headers = {}, isNegotiable } = await answerPath(families, { path, query, header: (name) => header(request, name) }, method);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const chunks = [typeof body === "string" ? Buffer.from(body) : body];
  if (isNegotiable !== true) return respond(request, response, { code, mediaType, chunks });
  const negotiated = negotiateDocument(header(request, "accept"));
  const pretty = negotiated.pretty || wantsPretty(query.get("pretty"), header(request, "user-agent"));
  return respondJson(request, response, code, chunks, { mediaType: negotiated.mediaType, pretty });
}

export function splitUrl(url: string): [path: string, query: URLSearchParams] {
  if (!url.startsWith("/")) throw badRequest(`the request target must be a path: ${JSON.stringify(url.slice(0, 100))}`);
  const mark = url.indexOf("?");
  return mark < 0 ? [url, new URLSearchParams()] : [url.slice(0, mark), new URLSearchParams(url.slice(mark + 1))];
}
