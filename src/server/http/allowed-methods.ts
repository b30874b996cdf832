import type { ResourceInfo } from "../../api/resource-info.ts";
import { hasMore, type Route } from "./route.ts";

type ResourceRoute = Extract<Route, { type: "resource" }>;

/** The verb behind each method, on a collection and on one object. */
const onCollection = { GET: "list", POST: "create", DELETE: "deletecollection" } as const;
const onObject = { GET: "get", POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" } as const;

/**
 * The methods that a path is served to; none for a path that is not served. All namespaces together can be listed and
 * watched and nothing else; a resource of the cluster is in no namespace. HEAD is no method of any resource.
 * Source: apiserver endpoints/installer registerResourceHandlers.
 */
export function allowedMethods(info: ResourceInfo, route: ResourceRoute): string[] {
  const { namespace, name, subresource, watch } = route;
  if ((!info.namespaced && namespace !== undefined) || hasMore(route)) return [];
  const isEverywhere = info.namespaced && namespace === undefined;
  if (watch) return info.verbs.includes("watch") && subresource === undefined && !(isEverywhere && name !== undefined) ? ["GET"] : [];
  if (name === undefined) {
    const methods = methodsOf(onCollection, info.verbs);
    return isEverywhere ? methods.filter((method) => method === "GET") : methods;
  }
  if (isEverywhere) return [];
  if (subresource === undefined) return methodsOf({ ...onObject, POST: undefined }, info.verbs);
  return methodsOf(onObject, info.subresources.find((one) => one.name === subresource)?.verbs ?? []);
}

function methodsOf(verbOf: Readonly<Record<string, string | undefined>>, served: readonly string[]): string[] {
  return Object.entries(verbOf).flatMap(([method, verb]) => (verb !== undefined && served.includes(verb) ? [method] : []));
}
