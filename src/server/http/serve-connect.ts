import { badRequest, notFound } from "../../machinery/errors/constructors.ts";
import { requireAllowed } from "../authz/stage.ts";
import { nodes } from "../resources.ts";
import { toStatusError } from "../errors.ts";
import { findStreamPod, isProxy, isStream, kubeletOf } from "../streams/connect-target.ts";
import { parseLogOptions } from "../streams/log-options.ts";
import { containerOf } from "../streams/pod-container.ts";
import { drained, header, type Outgoing, writeChunk } from "./exchange.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { serveProxy } from "./proxy/serve-proxy.ts";
import { respondError } from "./respond.ts";
import { hasMore, type Route } from "./route.ts";
import { verbOf } from "./verb.ts";

type ResourceRoute = Extract<Route, { type: "resource" }>;

/** Answers requests whose answer is a stream of bytes; false when the route is none of those. */
export async function serveConnect(exchange: HttpExchange, route: ResourceRoute): Promise<boolean> {
  const isConnect = isProxy(route) || (isStream(route) && route.subresource !== "log" && !hasMore(route));
  if (isConnect) refuseDryRun(exchange.query);
  if (isProxy(route)) {
    await (route.resource === "nodes" ? serveNodeProxy(exchange, route) : serveProxy(exchange, route));
    return true;
  }
  if (!isStream(route) || hasMore(route)) return false;
  if (route.subresource === "log") {
    await serveLog(exchange, route);
    return true;
  }
  const { namespace = "", name = "", subresource = "" } = route;
  await findStreamPod(exchange.server, { resource: "pods", subresource, namespace, name, user: exchange.user }, exchange.request.method ?? "");
  throw badRequest("Upgrade request required");
}

/** What goes through to a pod or node cannot be tried. Source: apiserver endpoints/handlers ConnectResource. */
export function refuseDryRun(query: URLSearchParams): void {
  if (query.has("dryRun")) throw badRequest("dryRun is not supported");
}

async function serveLog({ server, request, response, query, user, signal }: HttpExchange, { namespace = "", name = "" }: ResourceRoute): Promise<void> {
  const pod = await findStreamPod(server, { resource: "pods", subresource: "log", namespace, name, user }, request.method ?? "");
  const options = parseLogOptions(query);
  const container = containerOf(pod, options.container);
  response.statusCode = 200;
  response.setHeader("Content-Type", "text/plain");
  try {
    // A pod without a node has no log yet, which is no error.
    if (pod.spec.nodeName) {
      const kubelet = kubeletOf(server, pod.spec.nodeName);
      await kubelet.logs({ ...options, container, namespace, pod: name, podUid: pod.metadata.uid }, (chunk) => write(response, chunk, signal), signal);
    }
    response.end();
  } catch (error) {
    if (signal.aborted) response.destroy();
    else if (!response.headersSent) await respondError(request, response, toStatusError(error));
    else response.end();
  }
}

async function write(response: Outgoing, chunk: Uint8Array, signal: AbortSignal): Promise<void> {
  if (!writeChunk(response, chunk)) await drained(response, signal);
}

/** Pages of a node's kubelet. A name may carry the kubelet's port, `<node>:10250`, as in Kubernetes' own URLs. */
async function serveNodeProxy({ server, user, request, response, query }: HttpExchange, route: ResourceRoute): Promise<void> {
  const { group, version, resource, subresource, namespace, name = "" } = route;
  requireAllowed(server.authorizer, { user, verb: verbOf(request.method ?? "", route, query) ?? "get", group, version, resource, subresource, namespace, name });
  const nodeName = name.replace(/^https?:/, "").replace(/:\d*$/, "");
  if ((await server.objects.find(nodes, "", nodeName)) === undefined) throw notFound({ group, resource }, nodeName);
  if (route.rest === "" && !(request.url ?? "").split("?")[0]?.endsWith("/")) {
    const [path = "", rest] = (request.url ?? "").split("?");
    response.statusCode = 301;
    response.setHeader("Location", `${path}/${rest === undefined ? "" : `?${rest}`}`);
    return void response.end();
  }
  if (request.method !== "GET") throw badRequest(`the kubelet's pages are read with GET, not with ${request.method}`);
  const { contentType, body, headers = {} } = await kubeletOf(server, nodeName).page(route.rest === "" ? "/" : route.rest, query, (name) => header(request, name));
  response.statusCode = 200;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("Content-Type", contentType);
  response.end(body);
}
