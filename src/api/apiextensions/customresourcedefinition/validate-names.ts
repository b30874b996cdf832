import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1035Label } from "../../../machinery/validation/names.ts";
import type { CustomResourceDefinitionNames } from "../../types/apiextensions/v1.gen.ts";

/** Names that a kind must have. Source: apiextensions validation validateCustomResourceDefinitionSpec. */
export function validateNamesAreThere({ plural = "", singular = "", kind = "", listKind = "" }: CustomResourceDefinitionNames, path: string): FieldError[] {
  return Object.entries({ plural, singular, kind, listKind }).flatMap(([field, value]) => (value === "" ? [required(`${path}.${field}`)] : []));
}

/** How names look, where they are given. Source: apiextensions validation ValidateCustomResourceDefinitionNames. */
export function validateNames(names: CustomResourceDefinitionNames, path: string): FieldError[] {
  const { plural = "", singular = "", kind = "", listKind = "", shortNames = [], categories = [] } = names;
  const errors: FieldError[] = [];
  for (const [field, value] of Object.entries({ plural, singular, kind, listKind })) {
    const isKind = field === "kind" || field === "listKind";
    if (value !== "") addAll(errors, validateLabel(`${path}.${field}`, value, isKind));
  }
  addAll(errors, shortNames.flatMap((name, index) => validateLabel(`${path}.shortNames[${index}]`, name)));
  if (kind !== "" && kind === listKind) errors.push(invalidValue(`${path}.listKind`, listKind, "kind and listKind may not be the same"));
  addAll(errors, categories.flatMap((name, index) => validateLabel(`${path}.categories[${index}]`, name)));
  return errors;
}

/** A DNS label, whatever its case where it names a kind; all that is wrong with it is told at once. */
export function validateLabel(path: string, value: string, mayHaveMixedCase = false): FieldError[] {
  const problems = isDns1035Label(mayHaveMixedCase ? value.toLowerCase() : value);
  if (problems.length === 0) return [];
  return [invalidValue(path, value, `${mayHaveMixedCase ? "may have mixed case, but should otherwise match: " : ""}${problems.join(",")}`)];
}
