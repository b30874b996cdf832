import type { ResourceInfo } from "../api/resource-info.ts";

/** Which resources the server serves at the moment: the built-in ones, and those that custom resource definitions add. */
export interface ResourceCatalog {
  find(group: string, version: string, resource: string): ResourceInfo | undefined;
  list(): readonly ResourceInfo[];
}

/** A catalog that never changes. */
export function staticCatalog(resources: readonly ResourceInfo[]): ResourceCatalog {
  const byPath = new Map(resources.map((info) => [`${info.group}/${info.version}/${info.resource}`, info]));
  return {
    find: (group, version, resource) => byPath.get(`${group}/${version}/${resource}`),
    list: () => resources,
  };
}
