import { groupVersionsOf } from "../groups.ts";
import type { ResourceInfo, SubresourceInfo } from "../resource-info.ts";

/** The media type parameters under which clients ask for this form on `/api` and `/apis`. */
export const aggregatedDiscoveryType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/**
 * Everything that is served in one document, so that a client needs one request and not one a group and version.
 * `/api` gives the legacy group, `/apis` all others. Source: apidiscovery.k8s.io/v2.
 */
export function aggregatedDiscovery(resources: readonly ResourceInfo[], path: "/api" | "/apis") {
  const groups = groupVersionsOf(resources.filter(({ group }) => (group === "") === (path === "/api")));
  const items = groups.map(({ group, versions }) => ({
    metadata: group === "" ? {} : { name: group },
    versions: versions.map((version) => ({ version, resources: resourcesOf(resources, group, version), freshness: "Current" })),
  }));
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
}

function resourcesOf(resources: readonly ResourceInfo[], group: string, version: string) {
  const found = resources.filter((info) => info.group === group && info.version === version);
  return found.sort((a, b) => (a.resource < b.resource ? -1 : 1)).map(resourceEntry);
}

function resourceEntry({ resource, kind, namespaced, singular, verbs, shortNames, categories, subresources }: ResourceInfo) {
  return {
    resource,
    // An empty group and version mean those of the list: upstream's own documents leave them empty.
    responseKind: { group: "", version: "", kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0 ? { subresources: [...subresources].sort((a, b) => (a.name < b.name ? -1 : 1)).map(subresourceEntry) } : {}),
  };
}

function subresourceEntry({ name, kind, group = "", version = "", verbs }: SubresourceInfo) {
  return { subresource: name, responseKind: { group, version, kind }, verbs };
}
