import type { KubeObject, ObjectMeta, OwnerReference } from "./object.ts";
import { apiVersionOf, type GroupVersionKind } from "./resource.ts";

/** The owner that manages the object, if any: there is at most one. Source: meta/v1 GetControllerOf. */
export function controllerOf(object: { readonly metadata?: ObjectMeta }): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((owner) => owner.controller === true);
}

/** True when `owner`, this very object and not a namesake, manages `object`. */
export function isControlledBy(object: { readonly metadata?: ObjectMeta }, owner: KubeObject): boolean {
  const uid = owner.metadata?.uid;
  return uid !== undefined && controllerOf(object)?.uid === uid;
}

/** The reference that a controller puts on what it makes. Source: meta/v1 NewControllerRef. */
export function newControllerRef(owner: KubeObject, gvk: GroupVersionKind): OwnerReference {
  return {
    apiVersion: apiVersionOf(gvk),
    kind: gvk.kind,
    name: owner.metadata?.name ?? "",
    uid: owner.metadata?.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}
