import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, tooLong } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";

const maxLength = 63;

/** A controller's name such as `example.com/queue`. Source: apimachinery IsDomainPrefixedPath. */
export function validateManagedBy(managedBy: string | undefined, path: string): FieldError[] {
  if (managedBy === undefined) return [];
  const errors: FieldError[] = [];
  const slash = managedBy.indexOf("/");
  if (slash <= 0 || slash === managedBy.length - 1) errors.push(invalidValue(path, managedBy, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  else for (const problem of isDns1123Subdomain(managedBy.slice(0, slash))) errors.push(invalidValue(path, managedBy.slice(0, slash), problem));
  if (managedBy.length > maxLength) errors.push(tooLong(path, maxLength));
  return errors;
}
