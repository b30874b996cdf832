import { apiVersionOf } from "../../machinery/meta/resource.ts";
import { type GroupVersions, groupVersionsOf } from "../groups.ts";
import type { ResourceInfo } from "../resource-info.ts";

/** `/api`. `serverAddress` is the host and port under which clients reach the server. */
export function apiVersionsDocument(serverAddress: string) {
  return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }] };
}

/** `/apis`: every group but the legacy one. */
export function groupListDocument(resources: readonly ResourceInfo[]) {
  const groups = groupVersionsOf(resources).filter(({ group }) => group !== "");
  return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupEntry) };
}

/** `/apis/<group>`; undefined when nothing of the group is served. */
export function groupDocument(resources: readonly ResourceInfo[], group: string) {
  const [found] = groupVersionsOf(resources.filter((info) => info.group === group));
  return found === undefined || group === "" ? undefined : { kind: "APIGroup", apiVersion: "v1", ...groupEntry(found) };
}

function groupEntry({ group, versions }: GroupVersions) {
  const entries = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: entries, preferredVersion: entries[0] };
}

/** `/api/v1` and `/apis/<group>/<version>`; undefined when nothing of the version is served. */
export function resourceListDocument(resources: readonly ResourceInfo[], group: string, version: string) {
  const found = resources.filter((info) => info.group === group && info.version === version);
  if (found.length === 0) return undefined;
  const entries = found.flatMap(resourceEntries).sort((a, b) => (a.name < b.name ? -1 : 1));
  // Upstream writes the legacy group's list without an apiVersion.
  const head = group === "" ? { kind: "APIResourceList" } : { kind: "APIResourceList", apiVersion: "v1" };
  return { ...head, groupVersion: apiVersionOf({ group, version }), resources: entries };
}

interface ResourceEntry {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

function resourceEntries(info: ResourceInfo): ResourceEntry[] {
  const { resource, singular, namespaced, kind, verbs, shortNames, categories, storageVersionHash } = info;
  const own: ResourceEntry = {
    name: resource,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(storageVersionHash !== "" ? { storageVersionHash } : {}),
  };
  const below = info.subresources.map((subresource): ResourceEntry => {
    const elsewhere = subresource.group === undefined ? {} : { group: subresource.group, version: subresource.version ?? info.version };
    return { name: `${resource}/${subresource.name}`, singularName: "", namespaced, ...elsewhere, kind: subresource.kind, verbs: subresource.verbs };
  });
  return [own, ...below];
}
