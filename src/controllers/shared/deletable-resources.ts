import { servedResources } from "../../api/resources.ts";
import type { ResourceInfo } from "../../api/resource-info.ts";
import type { Resource } from "../../client/resource.ts";

/** A built-in resource in the form that clients and informers take. */
export function toResource({ group, version, resource, kind, namespaced }: ResourceInfo): Resource {
  return { group, version, resource, kind, namespaced };
}

/**
 * The built-in resources whose objects can be listed, watched and deleted, each once: where a group serves the objects
 * of another (events) or a resource in several versions, the first counts.
 */
export function deletableResources(): ResourceInfo[] {
  const seen = new Set<string>();
  return servedResources.filter(({ group, resource, verbs }) => {
    const key = `${group === "events.k8s.io" ? "" : group}/${resource}`;
    if (seen.has(key) || !["list", "watch", "delete"].every((verb) => verbs.includes(verb))) return false;
    seen.add(key);
    return true;
  });
}
