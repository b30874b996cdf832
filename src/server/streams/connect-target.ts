import type { ResourceInfo } from "../../api/resource-info.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { methodNotAllowed, notFound, pathNotFound, serviceUnavailable } from "../../machinery/errors/constructors.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { KubeletApi } from "../../machinery/streaming/kubelet-api.ts";
import { requireAllowed } from "../authz/stage.ts";
import { pods } from "../resources.ts";
import type { ApiServer } from "../api-server.ts";

/** A request for a stream: where it goes and who asks. */
export interface ConnectRequest {
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly user: UserInfo;
}

const streaming = new Set(["log", "exec", "attach", "portforward"]);

/** True for subresources that are answered with a stream and not with an object. */
export function isStream(route: { readonly group: string; readonly resource: string; readonly subresource?: string; readonly name?: string }): boolean {
  return route.group === "" && route.resource === "pods" && route.name !== undefined && streaming.has(route.subresource ?? "");
}

/** True for `proxy` of pods, services and nodes. */
export function isProxy(route: { readonly group: string; readonly resource: string; readonly subresource?: string; readonly name?: string }): boolean {
  return route.group === "" && route.subresource === "proxy" && route.name !== undefined && ["pods", "services", "nodes"].includes(route.resource);
}

/** Authorizes and admits the request, and finds its pod. Throws what a client may see. */
export async function findStreamPod(server: ApiServer, request: ConnectRequest, method: string): Promise<Pod> {
  const { user, namespace, name, subresource } = request;
  const info = server.catalog.find("", "v1", "pods");
  if (info === undefined) throw pathNotFound();
  for (const verb of verbsOf(subresource, method)) requireAllowed(server.authorizer, { user, verb, group: "", version: "v1", resource: "pods", subresource, namespace, name });
  if (method !== "GET" && !(method === "POST" && subresource !== "log")) throw methodNotAllowed();
  const pod = await server.objects.find(pods, namespace, name);
  if (pod === undefined) throw notFound(info, name);
  if (subresource !== "log") await admitConnect(server, request, info);
  return pod;
}

/**
 * As authorization sees it: the method's own verb, and `create` besides for all that runs or carries something, so that
 * nobody who may only read gets in by GET. Source: kubernetes gate AuthorizePodWebsocketUpgradeCreatePermission.
 */
function verbsOf(subresource: string, method: string): string[] {
  const own = method === "GET" ? "get" : method === "POST" ? "create" : method.toLowerCase();
  return subresource === "log" || own === "create" ? [own] : [own, "create"];
}

async function admitConnect(server: ApiServer, { user, namespace, name, subresource }: ConnectRequest, info: ResourceInfo): Promise<void> {
  const attributes = { operation: "CONNECT" as const, verb: "create", info, subresource, namespace, name, user, dryRun: false, warn: () => {} };
  await server.admission.mutate(attributes);
  await server.admission.validate(attributes);
}

/** The kubelet of a node. Throws ServiceUnavailable when this server has no way to nodes. */
export function kubeletOf(server: ApiServer, nodeName: string): KubeletApi {
  if (server.nodes === undefined) throw serviceUnavailable(`cannot reach the kubelet of node ${nodeName}: this server has no connection to nodes`);
  return server.nodes.kubelet(nodeName);
}
