import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import type { Namespace } from "../../types/core/v1.gen.ts";

/** A new namespace is told of its finalizers at large, a finalized one of each. Source: kubernetes validation ValidateNamespace, ValidateNamespaceFinalizeUpdate. */
export function validateFinalizers(namespace: Namespace, pathOf: (index: number) => string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, finalizer] of (namespace.spec?.finalizers ?? []).entries()) {
    const path = pathOf(index);
    for (const problem of isQualifiedName(finalizer)) errors.push(invalidValue(path, finalizer, problem));
    if (!finalizer.includes("/") && finalizer !== "kubernetes") {
      errors.push(invalidValue(path, finalizer, "name is neither a standard finalizer name nor is it fully qualified"));
    }
  }
  return errors;
}

/** The phase says whether the namespace is being deleted, and nothing else. Source: ValidateNamespaceStatusUpdate. */
export function validateStatus(namespace: Namespace): FieldError[] {
  const phase = namespace.status?.phase;
  const deleting = namespace.metadata.deletionTimestamp !== undefined;
  if (!deleting && phase !== "Active") return [invalidValue("status.Phase", phase ?? "", "may only be 'Active' if `deletionTimestamp` is empty")];
  if (deleting && phase !== "Terminating") return [invalidValue("status.Phase", phase ?? "", "may only be 'Terminating' if `deletionTimestamp` is not empty")];
  return [];
}
