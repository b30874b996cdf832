import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { tooLong } from "../../../machinery/errors/field-errors.ts";
import { validateDomainPrefixedPath } from "../../shared/validate-domain-prefixed-path.ts";

const maxLength = 63;

/** The controller that sees to a job. Source: kubernetes batch validation validateJobSpec. */
export function validateManagedBy(managedBy: string | undefined, path: string): FieldError[] {
  if (managedBy === undefined) return [];
  return [...validateDomainPrefixedPath(managedBy, path), ...(managedBy.length > maxLength ? [tooLong(path, maxLength)] : [])];
}
