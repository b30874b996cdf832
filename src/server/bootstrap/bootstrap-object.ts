import type { Resource } from "../../client/resource.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";

/** What must be done about an object that is there already. */
export type Reconciled = { readonly type: "Update"; readonly object: KubeObject } | { readonly type: "Recreate" };

/** An object that every cluster starts with: made when it is not there. */
export interface BootstrapObject {
  readonly resource: Resource;
  readonly object: KubeObject;
  /** What brings one that is there up to date; undefined: it is. Absent: it is left alone. */
  readonly reconcile?: (existing: KubeObject, wanted: KubeObject) => Reconciled | undefined;
}
