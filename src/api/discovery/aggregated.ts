import { groupVersionsOf } from "../groups.ts";
import type { ResourceInfo, SubresourceInfo } from "../resource-info.ts";

/** The form's versions, the newest first. They differ in nothing but their name; older clients know the older one. */
export const aggregatedVersions = ["v2", "v2beta1"] as const;
export type AggregatedVersion = (typeof aggregatedVersions)[number];

/** The media type under which clients ask for this form on `/api` and `/apis`. */
export function aggregatedDiscoveryType(version: AggregatedVersion): string {
  return `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

/**
 * Everything that is served in one document, so that a client needs one request and not one a group and version.
 * `/api` gives the legacy group, `/apis` all others. Source: apidiscovery.k8s.io/v2.
 */
export function aggregatedDiscovery(resources: readonly ResourceInfo[], path: "/api" | "/apis", formVersion: AggregatedVersion = "v2") {
  const groups = groupVersionsOf(resources.filter(({ group }) => (group === "") === (path === "/api")));
  const items = groups.map(({ group, versions }) => ({
    metadata: group === "" ? {} : { name: group },
    versions: versions.map((version) => ({ version, resources: resourcesOf(resources, group, version), freshness: "Current" })),
  }));
  return { kind: "APIGroupDiscoveryList", apiVersion: `apidiscovery.k8s.io/${formVersion}`, metadata: {}, items };
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
