import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, invalidValue, required, tooMany } from "../../../machinery/errors/field-errors.ts";
import type { StructuralSchema } from "../../../machinery/structural-schema/schema.ts";
import type { JSONSchemaProps, SelectableField } from "../../types/apiextensions/v1.gen.ts";
import { notStructuralBecause } from "./schema/convertible.ts";
import { findField } from "./schema/field-path.ts";

export const mostSelectableFields = 8;
const selectableTypes = ["string", "boolean", "integer"];

/** What a client may select by: scalars that the schema has. Source: apiextensions validation ValidateCustomResourceSelectableFields. */
export function validateSelectableFields(fields: readonly SelectableField[], schema: JSONSchemaProps, path: string, mayBeMany: boolean): FieldError[] {
  // A schema that is not structural is told of elsewhere; nothing is in it.
  const known: StructuralSchema = notStructuralBecause(schema) === undefined ? (schema as StructuralSchema) : {};
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { jsonPath = "" }] of fields.entries()) {
    const at = `${path}[${index}].jsonPath`;
    if (jsonPath === "") {
      errors.push(required(at));
      continue;
    }
    const found = findField(jsonPath, known, { withBrackets: false });
    if ("problem" in found) {
      errors.push(invalidValue(at, jsonPath, `is an invalid path: ${found.problem}`));
      continue;
    }
    if (found.steps[0] === "metadata") errors.push(invalidValue(at, jsonPath, "must not point to fields in metadata"));
    if (!selectableTypes.includes(found.schema?.type ?? "")) {
      errors.push(invalidValue(at, jsonPath, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."));
    }
    const identity = found.steps.join("\0");
    if (seen.has(identity)) errors.push(duplicateValue(at, jsonPath));
    seen.add(identity);
  }
  if (seen.size > mostSelectableFields && !mayBeMany) errors.push(tooMany(path, seen.size, mostSelectableFields));
  return errors;
}
