import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1035Label } from "../../../machinery/validation/names.ts";
import type { CustomResourceDefinitionNames } from "../../types/apiextensions/v1.gen.ts";

/** Source: apiextensions validation validateCustomResourceDefinitionSpec, ValidateCustomResourceDefinitionNames. */
export function validateNames(names: CustomResourceDefinitionNames): FieldError[] {
  const errors: FieldError[] = [];
  const { plural = "", singular = "", kind = "", listKind = "", shortNames = [], categories = [] } = names;
  const needed = { plural, singular, kind, listKind };
  for (const [field, value] of Object.entries(needed)) {
    if (value === "") errors.push(required(`spec.names.${field}`));
  }
  for (const [field, value] of Object.entries(needed)) {
    const isKind = field === "kind" || field === "listKind";
    if (value !== "") errors.push(...validateLabel(`spec.names.${field}`, value, isKind));
  }
  errors.push(...shortNames.flatMap((name, index) => validateLabel(`spec.names.shortNames[${index}]`, name)));
  if (kind !== "" && kind === listKind) errors.push(invalidValue("spec.names.listKind", listKind, "kind and listKind may not be the same"));
  errors.push(...categories.flatMap((name, index) => validateLabel(`spec.names.categories[${index}]`, name)));
  return errors;
}

/** A DNS label, whatever its case where it names a kind; all that is wrong with it is told at once. */
export function validateLabel(path: string, value: string, mayHaveMixedCase = false): FieldError[] {
  const problems = isDns1035Label(mayHaveMixedCase ? value.toLowerCase() : value);
  if (problems.length === 0) return [];
  return [invalidValue(path, value, `${mayHaveMixedCase ? "may have mixed case, but should otherwise match: " : ""}${problems.join(",")}`)];
}
