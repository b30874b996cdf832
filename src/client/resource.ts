import type { KubeObject } from "../machinery/meta/object.ts";
import type { GroupVersionResource } from "../machinery/meta/resource.ts";

/**
 * A resource together with the type of its objects, so that a client, an informer or a lister that is handed one
 * answers with that type. The names of the known ones are in `resources.ts`.
 */
export interface Resource<T extends KubeObject = KubeObject> extends GroupVersionResource {
  /** The objects' kind; servers leave it out of list items, the reflector puts it back. */
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never set; carries the type. */
  readonly objectType?: T;
}

/** `group/version/resource`: one text a resource, for maps. */
export function resourceKey({ group, version, resource }: GroupVersionResource): string {
  return `${group}/${version}/${resource}`;
}
