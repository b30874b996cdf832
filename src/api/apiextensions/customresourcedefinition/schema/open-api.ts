import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported } from "../../../../machinery/errors/field-errors.ts";
import { resourceFields } from "../../../../machinery/structural-schema/schema.ts";
import type { JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";
import type { Leniency } from "../leniency.ts";
import { mapTypes, validateListItems, validateListType, validateMapType } from "./list-maps.ts";
import { mostParts, type RuleExpressions, times } from "./rule-expressions.ts";
import { validateRuleFields } from "./rules.ts";
import { hasDefault, isSchema, listOf } from "./walk.ts";

/** The types that OpenAPI v3 has. */
export const openApiTypes: readonly string[] = ["array", "boolean", "integer", "number", "object", "string"];

/** What is true of a schema for where it stands. */
interface Place {
  /** Why no default may stand here. */
  readonly noDefaults?: string;
  /** True below `metadata`, `kind` and `apiVersion` of a resource. */
  readonly isInsideMetadata: boolean;
  /** False in alternatives, whose rules are not compiled. */
  readonly isCompiled: boolean;
  /** See RulePlace. */
  readonly cardinality: number | undefined;
  readonly uncorrelatable?: string;
}

/**
 * What custom resources take of OpenAPI v3, everywhere in a schema. The expressions of rules are looked at where they
 * are given. Source: apiextensions validation ValidateCustomResourceDefinitionOpenAPISchema.
 */
export function validateOpenApi(schema: JSONSchemaProps, path: string, rules: { readonly leniency: Leniency; readonly expressions?: RuleExpressions | undefined }): FieldError[] {
  return validateNode(schema, path, { isInsideMetadata: false, isCompiled: true, cardinality: 1 }, { ...rules, root: schema });
}

interface Walk {
  readonly expressions?: RuleExpressions | undefined;
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
  addAll(errors, validateRuleFields(schema, path));
  // What is wrong in a schema would be told a second time, and worse, of the types that are made of it.
  if (errors.length === 0 && place.isCompiled) walk.expressions?.check(schema, { path, isResource: isResource(schema, walk), cardinality: place.cardinality, uncorrelatable: place.uncorrelatable });
  return errors;
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
    const inside = partsOf(schema, place);
    const below = place.isInsideMetadata ? { ...inside, noDefaults: "inside additionalProperties applying to object metadata" } : inside;
    addAll(errors, validateNode(additionalProperties, `${path}.additionalProperties`, below, walk));
  }
  const isRoot = schema === walk.root;
  const isCorrelatable = mapTypes.includes(schema["x-kubernetes-map-type"] ?? "granular");
  const inside = isCorrelatable ? partsOf(schema, place) : uncorrelatableParts(schema, place, path);
  for (const [name, property] of Object.entries(properties)) {
    const isMetadata = isResource(schema, walk) && resourceFields.has(name);
    const below = isMetadata ? { ...inside, isInsideMetadata: true, ...(isRoot ? { noDefaults: `in top-level ${name}` } : {}) } : inside;
    addAll(errors, validateNode(property, `${path}.properties[${name}]`, below, walk));
  }
  return errors;
}

function validateInner(schema: JSONSchemaProps, path: string, place: Place, walk: Walk): FieldError[] {
  const { not, allOf = [], oneOf = [], anyOf = [], definitions = {}, items, dependencies = {} } = schema;
  const at = (inner: JSONSchemaProps, step: string) => validateNode(inner, `${path}.${step}`, { ...place, isCompiled: false }, walk);
  const inItems = schema["x-kubernetes-list-type"] === "map" ? partsOf(schema, place) : uncorrelatableParts(schema, place, path);
  return [
    ...(not === undefined ? [] : at(not, "not")),
    ...allOf.flatMap((inner, index) => at(inner, `allOf[${index}]`)),
    ...oneOf.flatMap((inner, index) => at(inner, `oneOf[${index}]`)),
    ...anyOf.flatMap((inner, index) => at(inner, `anyOf[${index}]`)),
    ...Object.entries(definitions).flatMap(([name, inner]) => at(inner, `definitions[${name}]`)),
    ...listOf(items).flatMap((inner, index) => validateNode(inner, `${path}.${Array.isArray(items) ? `items[${index}]` : "items"}`, inItems, walk)),
    ...Object.entries(dependencies).flatMap(([name, inner]) => (isSchema(inner) ? at(inner, `dependencies[${name}]`) : [])),
  ];
}

function isResource(schema: JSONSchemaProps, { root }: Walk): boolean {
  return schema === root || schema["x-kubernetes-embedded-resource"] === true;
}

/** Where the parts of a value stand. */
function partsOf(schema: JSONSchemaProps, place: Place): Place {
  const parts = mostParts(schema);
  return { ...place, cardinality: parts === undefined || place.cardinality === undefined ? undefined : times(parts, place.cardinality) };
}

function uncorrelatableParts(schema: JSONSchemaProps, place: Place, path: string): Place {
  return { ...partsOf(schema, place), uncorrelatable: place.uncorrelatable ?? path };
}
