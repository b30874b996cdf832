import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue } from "../../machinery/errors/field-errors.ts";

export const maxInt32 = 2147483647;

/** Nothing where the number is absent or not negative. Source: apimachinery ValidateNonnegativeField. */
export function validateNonNegative(value: number | undefined, path: string): FieldError[] {
  return value !== undefined && value < 0 ? [invalidValue(path, value, "must be greater than or equal to 0")] : [];
}
