import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported } from "../../../../machinery/errors/field-errors.ts";
import { resourceFields } from "../../../../machinery/structural-schema/schema.ts";
import type { JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";
import type { Leniency } from "../leniency.ts";
import { validateListItems, validateListType, validateMapType } from "./list-maps.ts";
import { validateRuleFields } from "./rules.ts";
import { hasDefault, listOf } from "./walk.ts";

/** The types that OpenAPI v3 has. */
export const openApiTypes: readonly string[] = ["array", "boolean", "integer", "number", "object", "string"];

/** What is true of a schema for where it stands. */
interface Place {
  /** Why no default may stand here. */
  readonly noDefaults?: string;
  /** True below `metadata`, `kind` and `apiVersion` of a resource. */
  readonly isInsideMetadata: boolean;
}

/** What custom resources take of OpenAPI v3, everywhere in a schema. Source: apiextensions validation ValidateCustomResourceDefinitionOpenAPISchema. */
export function validateOpenApi(schema: JSONSchemaProps, path: string, leniency: Leniency): FieldError[] {
  return validateNode(schema, path, { isInsideMetadata: false }, { leniency, root: schema });
}

interface Walk {
  readonly leniency: Leniency;
  readonly root: JSONSchemaProps;
}

function validateNode(schema: JSONSchemaProps, path: string, place: Place, walk: Walk): FieldError[] {
  const { leniency } = walk;
  const errors = validateFields(schema, path, place, leniency);
  if (schema.uniqueItems === true) errors.push(forbiddenField(`${path}.uniqueItems`, "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
  addAll(errors, validateProperties(schema, path, place, walk), validateInner(schema, path, place, walk));
  const preserves = schema["x-kubernetes-preserve-unknown-fields"];
  if (preserves === false) errors.push(invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, preserves, "must be true or undefined"));
  addAll(errors, validateMapType(schema, path), validateListType(schema, path, !leniency.setsOfAnything));
  if (!leniency.mapKeysMayBeAbsent) addAll(errors, validateListItems(schema, path));
  return [...errors, ...validateRuleFields(schema, path)];
}

/** Source: apiextensions validation specStandardValidatorV3.validate. */
function validateFields(schema: JSONSchemaProps, path: string, { noDefaults, isInsideMetadata }: Place, leniency: Leniency): FieldError[] {
  const { type = "", items } = schema;
  const errors: FieldError[] = [];
  const refuse = (field: keyof JSONSchemaProps, isThere: boolean, detail = `${field} is not supported`) => {
    if (isThere) errors.push(forbiddenField(`${path}.${field}`, detail));
  };
  if (!leniency.anyTypes && type !== "" && !openApiTypes.includes(type)) errors.push(notSupported(`${path}.type`, type, openApiTypes));
  refuse("default", hasDefault(schema) && noDefaults !== undefined, `must not be set ${noDefaults}`);
  refuse("id", (schema.id ?? "") !== "");
  refuse("additionalItems", schema.additionalItems !== undefined);
  refuse("patternProperties", Object.keys(schema.patternProperties ?? {}).length > 0);
  refuse("definitions", Object.keys(schema.definitions ?? {}).length > 0);
  refuse("dependencies", schema.dependencies !== undefined);
  refuse("$ref", schema.$ref !== undefined);
  refuse("type", type === "null", "type cannot be set to null, use nullable as an alternative");
  refuse("items", Array.isArray(items) && items.length > 0, "items must be a schema object and not an array");
  refuse("x-kubernetes-embedded-resource", isInsideMetadata && schema["x-kubernetes-embedded-resource"] === true, "must not be used inside of resource meta");
  return errors;
}

/** Fields by name, and those without a name of their own. */
function validateProperties(schema: JSONSchemaProps, path: string, place: Place, walk: Walk): FieldError[] {
  const { properties = {}, additionalProperties } = schema;
  const errors: FieldError[] = [];
  if (additionalProperties !== undefined && additionalProperties !== true && Object.keys(properties).length > 0) {
    errors.push(forbiddenField(`${path}.additionalProperties`, "additionalProperties and properties are mutual exclusive"));
  }
  if (typeof additionalProperties === "object") {
    // Which of its defaults would be pruned cannot be told without a value.
    const below = place.isInsideMetadata ? { ...place, noDefaults: "inside additionalProperties applying to object metadata" } : place;
    addAll(errors, validateNode(additionalProperties, `${path}.additionalProperties`, below, walk));
  }
  const isRoot = schema === walk.root;
  const isResource = isRoot || schema["x-kubernetes-embedded-resource"] === true;
  for (const [name, property] of Object.entries(properties)) {
    const isMetadata = isResource && resourceFields.has(name);
    const below = isMetadata ? { ...place, isInsideMetadata: true, ...(isRoot ? { noDefaults: `in top-level ${name}` } : {}) } : place;
    addAll(errors, validateNode(property, `${path}.properties[${name}]`, below, walk));
  }
  return errors;
}

function validateInner(schema: JSONSchemaProps, path: string, place: Place, walk: Walk): FieldError[] {
  const { not, allOf = [], oneOf = [], anyOf = [], definitions = {}, items, dependencies = {} } = schema;
  const at = (inner: JSONSchemaProps, step: string) => validateNode(inner, `${path}.${step}`, place, walk);
  return [
    ...(not === undefined ? [] : at(not, "not")),
    ...allOf.flatMap((inner, index) => at(inner, `allOf[${index}]`)),
    ...oneOf.flatMap((inner, index) => at(inner, `oneOf[${index}]`)),
    ...anyOf.flatMap((inner, index) => at(inner, `anyOf[${index}]`)),
    ...Object.entries(definitions).flatMap(([name, inner]) => at(inner, `definitions[${name}]`)),
    ...listOf(items).flatMap((inner, index) => at(inner, Array.isArray(items) ? `items[${index}]` : "items")),
    ...Object.entries(dependencies).flatMap(([name, inner]) => (Array.isArray(inner) ? [] : at(inner, `dependencies[${name}]`))),
  ];
}
