import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { KubeObject, OwnerReference } from "../../../machinery/meta/object.ts";

/** Drops owner references that are there twice, and tells the client. Source: apiserver endpoints/handlers dedupOwnerReferencesAndAddWarning. */
export function dedupOwnerReferences({ metadata }: KubeObject, warn: (text: string) => void, when: "before admission" | "after admission"): void {
  const kept: OwnerReference[] = [];
  const dropped: string[] = [];
  for (const reference of metadata?.ownerReferences ?? []) {
    if (kept.some((other) => deepEqual(other, reference))) dropped.push(reference.uid ?? "");
    else kept.push(reference);
  }
  if (metadata === undefined || dropped.length === 0) return;
  metadata.ownerReferences = kept;
  const found = when === "before admission" ? "" : " after mutating admission happens";
  warn(`.metadata.ownerReferences contains duplicate entries${found}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${dropped.join(", ")}`);
}
