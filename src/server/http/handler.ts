import { authenticate } from "../authn/union.ts";
import { impersonate } from "../authn/impersonation.ts";
import type { Attributes } from "../authz/attributes.ts";
import { attributesOf, requireAllowed } from "../authz/stage.ts";
import { toStatusError } from "../errors.ts";
import { badRequest } from "../../machinery/errors/constructors.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { PathFamily } from "../paths/contract.ts";
import { answerPath } from "../paths/index-page.ts";
import type { ApiServer } from "../api-server.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { credentialsOf, impersonationOf } from "./credentials.ts";
import { header, type Incoming, type Outgoing } from "./exchange.ts";
import { negotiateDocument } from "./negotiate.ts";
import { wantsPretty } from "./pretty.ts";
import { respond, respondError, respondJson } from "./respond.ts";
import { parseRoute } from "./route.ts";
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
    await dispatch({ server, request, response, query, user, signal: ending.signal, cancel: (reason) => ending.abort(reason) }, path, families);
  } catch (error) {
    await respondError(request, response, toStatusError(error)).catch(() => response.destroy());
  } finally {
    isAnswered = true;
  }
}

/** Who sends the request, impersonation included. Throws Unauthorized or Forbidden. */
export async function identify(server: ApiServer, request: Incoming): Promise<UserInfo> {
  const { user } = await authenticate(server.authenticators, credentialsOf(request));
  const wanted = impersonationOf(request);
  return wanted === undefined ? user : impersonate(user, wanted, requestAttributes(request, user), server.authorizer);
}

/** What authorization sees of a request by its path alone. */
function requestAttributes(request: Incoming, user: UserInfo): Attributes {
  const [path, query] = splitUrl(request.url ?? "/");
  const route = parseRoute(path);
  if (route.type === "path") return { user, verb: (request.method ?? "").toLowerCase(), path };
  const { group, version, resource, subresource, namespace, name } = route;
  const verb = verbOf(request.method ?? "", route, query);
  if (verb === undefined) return { user, verb: "", group, version, resource, subresource, namespace, name };
  return attributesOf({ request: { verb, resource: { group, version, resource }, subresource, namespace, name, options: { fieldSelector: query.get("fieldSelector") ?? undefined } }, user });
}

async function dispatch(exchange: HttpExchange, path: string, families: readonly PathFamily[]): Promise<void> {
  const route = parseRoute(path);
  if (route.type === "path") return servePath(exchange, path, families);
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
