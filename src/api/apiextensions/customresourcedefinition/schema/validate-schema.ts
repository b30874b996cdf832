import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue } from "../../../../machinery/errors/field-errors.ts";
import type { JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";
import type { Leniency } from "../leniency.ts";
import { notStructuralBecause } from "./convertible.ts";
import { validateDefaults } from "./default-values.ts";
import { schemaInGo } from "./in-go.ts";
import { validateOpenApi } from "./open-api.ts";
import { RuleExpressions } from "./rule-expressions.ts";
import { validateStructural } from "./structural.ts";

/** What a schema may say of the whole resource where its status is written by itself. Source: apiextensions validation allowedFieldsAtRootSchema. */
const allowedBesideStatus = ["Description", "Type", "Format", "Title", "Maximum", "ExclusiveMaximum", "Minimum", "ExclusiveMinimum", "MaxLength", "MinLength", "Pattern", "MaxItems", "MinItems", "UniqueItems", "MultipleOf", "Required", "Items", "Properties", "ExternalDocs", "Example", "XPreserveUnknownFields", "XValidations"];

export interface SchemaRules {
  readonly hasStatus: boolean;
  /** False where an older definition's schemas are not structural and unknown fields are kept. */
  readonly mustBeStructural: boolean;
  readonly leniency: Leniency;
  /** True where the schema is as it was, so that what its rules cost was found to be little enough. */
  readonly isUnchanged: boolean;
}

/**
 * One schema of a definition. That it cannot be read as a structural one is told only where nothing else is wrong, for
 * the rest says it better. Source: apiextensions validation validateCustomResourceDefinitionValidation.
 */
export function validateSchema(schema: JSONSchemaProps, path: string, { hasStatus, mustBeStructural, leniency, isUnchanged }: SchemaRules): FieldError[] {
  const errors = hasStatus ? validateBesideStatus(schema, path) : [];
  if (schema.nullable === true) errors.push(forbiddenField(`${path}.nullable`, "nullable cannot be true at the root"));
  const notStructural = mustBeStructural ? notStructuralBecause(schema) : undefined;
  let expressions: RuleExpressions | undefined;
  if (mustBeStructural && notStructural === undefined) {
    const structural = validateStructural(schema, path);
    const found = structural.length > 0 ? structural : validateDefaults(schema, path, { mustBePruned: !leniency.unprunedDefaults });
    addAll(errors, found);
    if (found.length === 0) expressions = new RuleExpressions({ mayCostAnything: isUnchanged });
  }
  addAll(errors, validateOpenApi(schema, path, { leniency, expressions }));
  if (errors.length === 0 && notStructural !== undefined) return [invalidValue(path, "", notStructural)];
  return expressions === undefined ? errors : [...errors, ...expressions.errors, ...expressions.totalErrors(path)];
}

/** Fields that are set by being there, whatever they say. */
const pointers = ["Ref", "Default", "XListType", "XMapType"];

/** Only the first field that is too much is told of. */
function validateBesideStatus(schema: JSONSchemaProps, path: string): FieldError[] {
  const { type = "" } = schema;
  for (const [field, value] of Object.entries(schemaInGo(schema))) {
    if (value === null || (!pointers.includes(field) && (value === "" || value === false))) continue;
    if (field === "Type" && type !== "object") return [invalidValue(`${path}.type`, type, 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled')];
    if (allowedBesideStatus.includes(field)) continue;
    return [invalidValue(path, schemaInGo(schema), `only [${allowedBesideStatus.join(" ")}] fields are allowed at the root of the schema if the status subresource is enabled`)];
  }
  return [];
}
