import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue } from "../../machinery/errors/field-errors.ts";
import { isLabelValue, isQualifiedName } from "../../machinery/validation/names.ts";

/** Source: apimachinery meta/v1/validation ValidateLabels. */
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    const value = labels[key] as string;
    for (const problem of isQualifiedName(key)) errors.push(invalidValue(path, key, problem));
    for (const problem of isLabelValue(value)) errors.push(invalidValue(path, value, problem));
  }
  return errors;
}
