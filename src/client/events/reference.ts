import type { ObjectReference } from "../../api/types/core/v1.gen.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";

/** The reference to `object` that an event about it carries. Source: client-go tools/reference GetReference. */
export function referenceTo(object: KubeObject, fieldPath?: string): ObjectReference {
  const { kind, apiVersion, metadata } = object;
  const reference: ObjectReference = { kind, namespace: metadata?.namespace, name: metadata?.name, uid: metadata?.uid, apiVersion, resourceVersion: metadata?.resourceVersion };
  return fieldPath === undefined ? reference : { ...reference, fieldPath };
}
