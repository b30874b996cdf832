/** How strategic merge treats a field: `merge` a list instead of replacing it, `replace` an object instead of merging it. */
export type PatchStrategy = "merge" | "replace" | "retainKeys";

/** What strategic merge must know of one field. */
export interface PatchField {
  /** From `x-kubernetes-patch-strategy`; none means: objects are merged, lists replaced. */
  readonly strategies: readonly PatchStrategy[];
  /** From `x-kubernetes-patch-merge-key`: the field by which items of a merged list are told apart. */
  readonly mergeKey?: string;
  /** Of the object itself, of the list's items, or of the map's values. Absent for scalars and for what is free-form. */
  readonly child?: PatchSchema;
}

/** The patch metadata of an object's fields. The schema engine of the built-in kinds implements it. */
export interface PatchSchema {
  /** Undefined for a field that the schema does not know. */
  field(name: string): PatchField | undefined;
}
