import { deepEqual } from "../../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, formatFieldError, invalidValue, required } from "../../../../machinery/errors/field-errors.ts";
import { parseGoRegexp } from "../../../../machinery/regexp/parse.ts";
import { GoRegexpError } from "../../../../machinery/regexp/syntax.ts";
import { propertyOf, type StructuralSchema } from "../../../../machinery/structural-schema/schema.ts";
import type { JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";
import { hasDefault } from "./walk.ts";

/** Where a schema stands: the words for one that has no type differ. */
type Level = "root" | "item" | "field";

const withoutType: Readonly<Record<Level, string>> = { root: "must not be empty at the root", item: "must not be empty for specified array items", field: "must not be empty for specified object fields" };
const intOrString = [{ type: "integer" }, { type: "string" }];

/**
 * What keeps a schema from being structural, in the order of the messages. `notStructuralBecause` must have found
 * nothing. Source: apiextensions-apiserver pkg/apiserver/schema ValidateStructural.
 */
export function validateStructural(schema: JSONSchemaProps, path: string): FieldError[] {
  const errors = [...validateNode(schema as StructuralSchema, "root", path), ...validateCompleteness(schema as StructuralSchema, schema as StructuralSchema, { schema: path, rule: path })];
  const texts = new Map(errors.map((error) => [error, formatFieldError(error)]));
  return errors.sort((a, b) => ((texts.get(a) as string) < (texts.get(b) as string) ? -1 : 1));
}

function validateNode(schema: StructuralSchema, level: Level, path: string): FieldError[] {
  const { type = "", items, properties = {}, additionalProperties } = schema;
  const isResource = schema["x-kubernetes-embedded-resource"] === true;
  const errors: FieldError[] = [];
  if (type === "array" && items === undefined) errors.push(required(`${path}.items`, "must be specified"));
  if (items !== undefined) addAll(errors, validateNode(items, "item", `${path}.items`));
  for (const [name, property] of Object.entries(properties)) addAll(errors, validateNode(property, "field", `${path}.properties[${name}]`));
  if (additionalProperties !== undefined && level === "root") errors.push(forbiddenField(`${path}.additionalProperties`, "must not be used at the root"));
  if (typeof additionalProperties === "object") addAll(errors, validateNode(additionalProperties, "field", `${path}.additionalProperties`));
  addAll(errors, validateExtensions(schema, path), validateRules(schema, { mayNameTypes: deepEqual(schema.anyOf, intOrString), firstMayNameTypes: deepEqual(schema.allOf?.[0]?.anyOf, intOrString) }, path));
  addAll(errors, validateType(schema, level, path));
  if (isResource && additionalProperties !== undefined) errors.push(forbiddenField(`${path}.additionalProperties`, "must not be used if x-kubernetes-embedded-resource is set"));
  if (level === "root" && type !== "" && type !== "object") errors.push(invalidValue(`${path}.type`, type, "must be object at the root"));
  addAll(errors, validateResourceFields(schema, level, path));
  if (isResource && schema["x-kubernetes-preserve-unknown-fields"] !== true && Object.keys(properties).length === 0) {
    errors.push(required(`${path}.properties`, "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
  }
  return errors;
}

function validateType(schema: StructuralSchema, level: Level, path: string): FieldError[] {
  const { type = "" } = schema;
  if (schema["x-kubernetes-embedded-resource"] === true && type !== "object") {
    const detail = "must be object if x-kubernetes-embedded-resource is true";
    return [type === "" ? required(`${path}.type`, detail) : invalidValue(`${path}.type`, type, detail)];
  }
  const isOpen = schema["x-kubernetes-int-or-string"] === true || schema["x-kubernetes-preserve-unknown-fields"] === true;
  return type === "" && !isOpen ? [required(`${path}.type`, withoutType[level])] : [];
}

function validateExtensions(schema: StructuralSchema, path: string): FieldError[] {
  if (schema["x-kubernetes-int-or-string"] !== true) return [];
  return (["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] as const).flatMap((field) => (schema[field] === true ? [invalidValue(`${path}.${field}`, true, "must be false if x-kubernetes-int-or-string is true")] : []));
}

/** `apiVersion`, `kind` and `metadata` of a resource are Kubernetes' own: a schema may say next to nothing of them. */
function validateResourceFields(schema: StructuralSchema, level: Level, path: string): FieldError[] {
  const isResource = level === "root" || schema["x-kubernetes-embedded-resource"] === true;
  const errors: FieldError[] = [];
  for (const name of isResource ? ["kind", "apiVersion"] : []) {
    const property = propertyOf(schema, name);
    if (property !== undefined && property.type !== "string") errors.push(invalidValue(`${path}.properties[${name}].type`, property.type ?? "", "must be string"));
  }
  const metadata = propertyOf(schema, "metadata");
  if (metadata === undefined) return errors;
  if (isResource && metadata.type !== "object") errors.push(invalidValue(`${path}.properties[metadata].type`, metadata.type ?? "", "must be object"));
  if (level === "root" && !saysOnlyNames(metadata)) {
    errors.push(forbiddenField(`${path}.properties[metadata]`, "must not specify anything other than name and generateName, but metadata is implicitly specified"));
  }
  return errors;
}

function saysOnlyNames({ type: _, default: __, properties = {}, ...rest }: StructuralSchema): boolean {
  const isZero = (value: unknown, field: string) => value === undefined || (value === "" && field !== "example") || (value === false && field !== "additionalProperties") || (Array.isArray(value) && value.length === 0);
  return Object.keys(properties).every((name) => name === "name" || name === "generateName") && Object.entries(rest).every(([field, value]) => isZero(value, field));
}

interface Exceptions {
  /** `anyOf` is the pair of types of an int-or-string. */
  readonly mayNameTypes?: boolean;
  /** The first of `allOf` holds that pair. */
  readonly firstMayNameTypes?: boolean;
}

function validateRules({ anyOf = [], allOf = [], oneOf = [], not, pattern = "" }: StructuralSchema, { mayNameTypes = false, firstMayNameTypes = false }: Exceptions, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!mayNameTypes) addAll(errors, anyOf.flatMap((schema, index) => validateAlternative(schema, {}, `${path}.anyOf[${index}]`)));
  addAll(errors, allOf.flatMap((schema, index) => validateAlternative(schema, { mayNameTypes: firstMayNameTypes && index === 0 }, `${path}.allOf[${index}]`)));
  addAll(errors, oneOf.flatMap((schema, index) => validateAlternative(schema, {}, `${path}.oneOf[${index}]`)));
  if (not !== undefined) addAll(errors, validateAlternative(not, {}, `${path}.not`));
  const problem = pattern === "" ? undefined : regexpProblem(pattern);
  if (problem !== undefined) errors.push(invalidValue(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`));
  return errors;
}

function regexpProblem(pattern: string): string | undefined {
  try {
    parseGoRegexp(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof GoRegexpError) return error.message;
    throw error;
  }
}

/** What alternatives may not say, for they only choose among what the schema has said already. */
const forbiddenInside: readonly (readonly [field: keyof JSONSchemaProps, detail: string])[] = [
  ["type", "must be empty to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["default", "must be undefined to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
  ["x-kubernetes-validations", "must be empty to be structural"],
];

function validateAlternative(schema: StructuralSchema, exceptions: Exceptions, path: string): FieldError[] {
  const { items, properties = {} } = schema;
  const said = schema as JSONSchemaProps;
  const isSaid = (value: unknown) => value !== undefined && value !== null && value !== false && value !== "" && !(Array.isArray(value) && value.length === 0);
  return [
    ...validateRules(schema, exceptions, path),
    ...(items === undefined ? [] : validateAlternative(items, {}, `${path}.items`)),
    ...Object.entries(properties).flatMap(([name, property]) => validateAlternative(property, {}, `${path}.properties[${name}]`)),
    ...forbiddenInside.flatMap(([field, detail]) => ((field === "default" ? hasDefault(said) : isSaid(said[field])) ? [forbiddenField(`${path}.${field}`, detail)] : [])),
    ...(propertyOf(schema, "metadata") === undefined ? [] : [forbiddenField(`${path}.properties[metadata]`, "must not be specified in a nested context")]),
  ];
}

/** Where a rule is said, and where the schema that it is about is or would be. */
interface Places {
  readonly schema: string;
  readonly rule: string;
}

/** Whatever an alternative speaks of must be there outside it. Source: apiextensions-apiserver pkg/apiserver/schema complete.go. */
function validateCompleteness({ not, allOf = [], anyOf = [], oneOf = [] }: StructuralSchema, schema: StructuralSchema, places: Places): FieldError[] {
  const at = (rule: string): Places => ({ schema: places.schema, rule: `${places.rule}.${rule}` });
  return [
    ...(not === undefined ? [] : validateCounterpart(not, schema, at("not"))),
    ...allOf.flatMap((rule, index) => validateCounterpart(rule, schema, at(`allOf[${index}]`))),
    ...anyOf.flatMap((rule, index) => validateCounterpart(rule, schema, at(`anyOf[${index}]`))),
    ...oneOf.flatMap((rule, index) => validateCounterpart(rule, schema, at(`oneOf[${index}]`))),
  ];
}

function validateCounterpart(rule: StructuralSchema, schema: StructuralSchema | undefined, places: Places): FieldError[] {
  if (schema === undefined) return [required(places.schema, `because it is defined in ${places.rule}`)];
  const at = (step: string): Places => ({ schema: `${places.schema}.${step}`, rule: `${places.rule}.${step}` });
  const { items, properties = {} } = rule;
  return [
    ...validateCompleteness(rule, schema, places),
    ...(items === undefined ? [] : validateCounterpart(items, schema.items, at("items"))),
    ...Object.entries(properties).flatMap(([name, property]) => validateCounterpart(property, propertyOf(schema, name), at(`properties[${name}]`))),
  ];
}
