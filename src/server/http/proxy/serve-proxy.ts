import type { Endpoints } from "../../../api/types/core/v1.gen.ts";
import type { Resource } from "../../../client/resource.ts";
import { notFound, pathNotFound } from "../../../machinery/errors/constructors.ts";
import { requireAllowed } from "../../authz/stage.ts";
import { pods, services } from "../../resources.ts";
import type { ApiServer } from "../../api-server.ts";
import type { HttpExchange } from "../http-exchange.ts";
import type { Route } from "../route.ts";
import { verbOf } from "../verb.ts";
import { forward } from "./forward.ts";
import { parseProxyName, podTarget, type ProxyTarget, serviceTarget } from "./target.ts";

const endpoints: Resource<Endpoints> = { group: "", version: "v1", resource: "endpoints", kind: "Endpoints", namespaced: true };

/** `pods/proxy` and `services/proxy`: any request, sent on to a pod. */
export async function serveProxy(exchange: HttpExchange, route: Extract<Route, { type: "resource" }>): Promise<void> {
  const { server, user, request, response, query } = exchange;
  const { group, version, resource, subresource, namespace, name = "" } = route;
  requireAllowed(server.authorizer, { user, verb: verbOf(request.method ?? "", route, query) ?? "get", group, version, resource, subresource, namespace, name });
  const { prefix, path } = splitUrl(request.url ?? "");
  if (!path.startsWith("/") && (request.method === "GET" || request.method === "HEAD")) {
    // Without the slash, relative links in the pages behind would lead out of the proxy.
    response.statusCode = 301;
    response.setHeader("Location", `${prefix}/${path}`);
    response.end();
    return;
  }
  await forward(exchange, await targetOf(server, route), { prefix, path: path.startsWith("/") ? path : `/${path}` });
}

/** Where a proxied request goes. Throws what a client may see. */
export async function targetOf(server: ApiServer, { resource, namespace = "", name = "" }: Extract<Route, { type: "resource" }>): Promise<ProxyTarget> {
  const info = server.catalog.find("", "v1", resource);
  if (info === undefined) throw pathNotFound();
  if (resource === "pods") {
    const wanted = parseProxyName(name, "pod");
    const pod = await server.objects.find(pods, namespace, wanted.name);
    if (pod === undefined) throw notFound(info, wanted.name);
    return podTarget(pod, wanted);
  }
  const wanted = parseProxyName(name, "service");
  const service = await server.objects.find(services, namespace, wanted.name);
  if (service === undefined) throw notFound(info, wanted.name);
  const known = await server.objects.live(endpoints, namespace, wanted.name);
  return serviceTarget(service, known, wanted, (count) => server.random.int(count));
}

/** What comes before the proxied path, and that path with its query, as the client wrote them. */
export function splitUrl(url: string): { prefix: string; path: string } {
  const [, prefix = url, path = ""] = /^([^?]*?\/(?:pods|services)\/[^/?]+\/proxy)(.*)$/.exec(url) ?? [];
  return { prefix, path };
}
