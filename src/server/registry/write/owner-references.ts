import { repeats } from "../../../machinery/validation/repeats.ts";
import type { KubeObject, OwnerReference } from "../../../machinery/meta/object.ts";

/** Drops owner references that are there twice, and tells the client. Source: apiserver endpoints/handlers dedupOwnerReferencesAndAddWarning. */
export function dedupOwnerReferences({ metadata }: KubeObject, warn: (text: string) => void, when: "before admission" | "after admission"): void {
  if (metadata?.ownerReferences === undefined || metadata.ownerReferences.length < 2) return;
  const repeated = repeats(metadata.ownerReferences.map(written));
  if (repeated.size === 0) return;
  const dropped = metadata.ownerReferences.filter((_, index) => repeated.has(index)).map(({ uid = "" }) => uid);
  metadata.ownerReferences = metadata.ownerReferences.filter((_, index) => !repeated.has(index));
  const found = when === "before admission" ? "" : " after mutating admission happens";
  warn(`.metadata.ownerReferences contains duplicate entries${found}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${dropped.join(", ")}`);
}

/** The same for references that are equal in all that they have. */
function written({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): string {
  return JSON.stringify([apiVersion, kind, name, uid, controller, blockOwnerDeletion]);
}
