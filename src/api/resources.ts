import facts from "./facts/resources.json" with { type: "json" };
import type { ResourceInfo } from "./resource-info.ts";

/** Every resource that Kubernetes 1.36 serves by default, in upstream's order within a group. */
export const servedResources: readonly ResourceInfo[] = facts;

/** Finds resources by path and by kind without building keys: requests look up here on their way in. */
export class ResourceIndex {
  readonly #byResource = new Map<string, Map<string, Map<string, ResourceInfo>>>();
  readonly #byKind = new Map<string, Map<string, Map<string, ResourceInfo>>>();

  constructor(resources: Iterable<ResourceInfo>) {
    for (const info of resources) {
      enter(this.#byResource, info, info.resource);
      enter(this.#byKind, info, info.kind);
    }
  }

  findResource(group: string, version: string, resource: string): ResourceInfo | undefined {
    return this.#byResource.get(group)?.get(version)?.get(resource);
  }

  findByKind(group: string, version: string, kind: string): ResourceInfo | undefined {
    return this.#byKind.get(group)?.get(version)?.get(kind);
  }
}

function enter(index: Map<string, Map<string, Map<string, ResourceInfo>>>, info: ResourceInfo, key: string): void {
  const versions = index.get(info.group) ?? new Map<string, Map<string, ResourceInfo>>();
  index.set(info.group, versions);
  const entries = versions.get(info.version) ?? new Map<string, ResourceInfo>();
  versions.set(info.version, entries);
  if (!entries.has(key)) entries.set(key, info);
}

const builtIn = new ResourceIndex(servedResources);

/** A built-in resource by its path: `findResource("batch", "v1", "jobs")`. The legacy group is "". */
export function findResource(group: string, version: string, resource: string): ResourceInfo | undefined {
  return builtIn.findResource(group, version, resource);
}

/** The built-in resource that holds objects of a kind: `findByKind("batch", "v1", "Job")`. */
export function findByKind(group: string, version: string, kind: string): ResourceInfo | undefined {
  return builtIn.findByKind(group, version, kind);
}
