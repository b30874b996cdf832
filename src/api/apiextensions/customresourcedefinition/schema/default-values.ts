import { deepEqual } from "../../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { addAll, formatFieldErrors, invalidValue } from "../../../../machinery/errors/field-errors.ts";
import { isJsonObject, type JsonObject } from "../../../../machinery/meta/json-object.ts";
import { inKeyOrder } from "../../../../machinery/text/in-key-order.ts";
import { coerceResources, type ReadMetadata, validateResources } from "../../../../machinery/structural-schema/embedded-resource.ts";
import { prune } from "../../../../machinery/structural-schema/prune.ts";
import { asResource, resourceFields, type StructuralSchema } from "../../../../machinery/structural-schema/schema.ts";
import { compileValidator } from "../../../../machinery/structural-schema/validate.ts";
import { definitionDecoder } from "../../../schema/decode.ts";
import type { JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";
import { type Budget, defaultsBudget, validateByRules } from "./default-rules.ts";
import { hasDefault, someSchema } from "./walk.ts";

const decodeMetadata = definitionDecoder("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");

/** Custom resources' metadata is read as that of any other kind. */
export const readMetadata: ReadMetadata = (value) => {
  if (value === null) return { metadata: {} };
  const { object, error } = decodeMetadata(value);
  if (error === undefined) return { metadata: object as JsonObject };
  // The first error is told of, and upstream reads the fields in the order of their names.
  return { metadata: object as JsonObject, error: decodeMetadata(inKeyOrder(value)).error ?? error };
};

/** The way from the resource that a default is part of to the default: names, and an index for an item of a list. */
type Way = readonly (string | 0)[];

/** Where a schema stands in the resource around it. */
interface Place {
  readonly resource: StructuralSchema;
  readonly way: Way;
  readonly isInsideMetadata: boolean;
}

export interface DefaultRules {
  /** False where an older definition has defaults with fields that its schema does not know. */
  readonly mustBePruned: boolean;
}

/**
 * Holds the defaults that a structural schema brings to the schema itself. Below `additionalProperties` none is looked
 * at. Source: apiextensions-apiserver pkg/apiserver/schema/defaulting ValidateDefaults.
 */
export function validateDefaults(schema: JSONSchemaProps, path: string, rules: DefaultRules): FieldError[] {
  const root = asResource(schema as StructuralSchema);
  return validateNode(root, path, { resource: root, way: [], isInsideMetadata: false }, { ...rules, budget: defaultsBudget() });
}

interface Walk extends DefaultRules {
  readonly budget: Budget;
}

function validateNode(schema: StructuralSchema, path: string, outside: Place, walk: Walk): FieldError[] {
  if (walk.budget.remaining < 0) return [];
  const isResource = schema["x-kubernetes-embedded-resource"] === true;
  const place = isResource ? { resource: schema, way: [], isInsideMetadata: false } : outside;
  const errors: FieldError[] = [];
  if (hasDefault(schema as JSONSchemaProps)) addAll(errors, place.isInsideMetadata ? validateInMetadata(schema, place, `${path}.default`, walk) : validateAlone(schema, `${path}.default`, walk));
  const below = (step: string | 0, isInsideMetadata: boolean): Place => ({ ...place, way: [...place.way, step], isInsideMetadata });
  if (schema.items !== undefined) addAll(errors, validateNode(schema.items, `${path}.items`, below(0, place.isInsideMetadata), walk));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const isInsideMetadata = place.isInsideMetadata || (isResource && resourceFields.has(name));
    addAll(errors, validateNode(property, `${path}.properties[${name}]`, below(name, isInsideMetadata), walk));
  }
  return errors;
}

function validateAlone(schema: StructuralSchema, path: string, { mustBePruned, budget }: Walk): FieldError[] {
  const value = schema.default;
  const isResource = schema["x-kubernetes-embedded-resource"] === true;
  const coerced = coerceResources(value, schema, path, { readMetadata });
  const errors = mustBePruned && !deepEqual(prune(value, schema, { isResource }), value) ? [invalidValue(path, inKeyOrder(coerced.value), "must not have unknown fields")] : [];
  if (coerced.error !== undefined) return [...errors, coerced.error];
  const inResources = validateResources(coerced.value, schema, path, readMetadata);
  return [...errors, ...(inResources.length > 0 ? inResources : validateBySchema(schema, coerced.value, path, budget))];
}

/** A default inside metadata can only be judged with the metadata around it. */
function validateInMetadata(schema: StructuralSchema, { resource, way }: Place, path: string, { budget }: Walk): FieldError[] {
  const whole = { apiVersion: "validation/v1", kind: "Validation", ...around(schema.default, way) };
  const { value, error } = coerceResources(whole, resource, "", { readMetadata });
  const errors = error === undefined ? validateResources(value, resource, "", readMetadata) : [error];
  if (errors.length > 0) return [invalidValue(path, inKeyOrder(schema.default), `must result in valid metadata: ${formatFieldErrors(errors)}`)];
  return validateBySchema(schema, schema.default, path, budget);
}

function validateBySchema(schema: StructuralSchema, value: unknown, path: string, budget: Budget): FieldError[] {
  const errors = compileValidator(schema, { asWritten: true })(value, path);
  return errors.length > 0 || !someSchema(schema as JSONSchemaProps, hasRules) ? errors : validateByRules(schema, value, path, budget);
}

function hasRules({ "x-kubernetes-validations": rules = [] }: JSONSchemaProps): boolean {
  return rules.length > 0;
}

function around(value: unknown, way: Way): JsonObject {
  return way.reduceRight<unknown>((inner, step) => (step === 0 ? [inner] : { [step]: inner }), value) as JsonObject;
}

/** Whether some default would not stay as it is written. Source: apiextensions-apiserver pkg/apiserver/schema/defaulting PruneDefaults. */
export function hasUnprunedDefaults(schema: JSONSchemaProps): boolean {
  const root = schema as StructuralSchema;
  // Upstream gives up on a default that is no part of an object.
  if ((hasDefault(schema) && !isJsonObject(root.default)) || (root.items !== undefined && someSchema(root.items as JSONSchemaProps, hasDefault))) return false;
  const someBelow = (node: StructuralSchema, way: Way): boolean => {
    if (hasDefault(node as JSONSchemaProps) && !isPruned(node.default, way, root)) return true;
    const { items, properties = {}, additionalProperties } = node;
    if (typeof additionalProperties === "object" && someBelow(additionalProperties, [...way, "*"])) return true;
    if (items !== undefined && someBelow(items, [...way, 0])) return true;
    return Object.entries(properties).some(([name, property]) => someBelow(property, [...way, name]));
  };
  return someBelow(root, []);
}

function isPruned(value: unknown, way: Way, root: StructuralSchema): boolean {
  const { value: coerced } = coerceResources(around(value, way), asResource(root), "", { readMetadata, dropUnreadable: true });
  const kept = prune(coerced, root, { isResource: true });
  return deepEqual(way.reduce<unknown>((inner, step) => (inner as Record<string | 0, unknown> | undefined)?.[step], kept), value);
}
