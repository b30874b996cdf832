import type { FieldError } from "../errors/field-error.ts";
import { addAll, invalidValue, required } from "../errors/field-errors.ts";
import { isJsonObject, type JsonObject, setField } from "../meta/json-object.ts";
import type { ObjectMeta } from "../meta/object.ts";
import { inKeyOrder } from "../text/in-key-order.ts";
import { isDns1035Label, nameIsPathSegment } from "../validation/names.ts";
import { validateObjectMeta } from "../validation/object-meta.ts";
import { childPath, keyPath } from "./paths.ts";
import { mapFieldsShared, mapShared, propertyOf, removed, schemaOfOthers, type StructuralSchema } from "./schema.ts";

/** Reads metadata as Kubernetes does: in its normal form without unknown fields, or why it cannot be read in Go's words. */
export type ReadMetadata = (metadata: unknown) => { readonly metadata: JsonObject; readonly error?: string };

export interface CoerceOptions {
  readonly readMetadata: ReadMetadata;
  /** Takes out what cannot be read rather than refusing it. Default: false. */
  readonly dropUnreadable?: boolean;
}

/**
 * Brings the `apiVersion`, `kind` and `metadata` of every resource inside a value into their form: the metadata without
 * unknown fields. Give the schema `asResource` where the value is a resource itself. Source: apiextensions-apiserver
 * pkg/apiserver/schema/objectmeta Coerce.
 */
export function coerceResources(value: unknown, schema: StructuralSchema, path: string, options: CoerceOptions): { readonly value: unknown; readonly error?: FieldError } {
  const errors: FieldError[] = [];
  const coerced = coerce(value, schema, path, { ...options, refuse: (error) => errors.push(error) });
  const [error] = errors;
  return error === undefined ? { value: coerced } : { value, error };
}

interface Coercion extends CoerceOptions {
  readonly refuse: (error: FieldError) => void;
}

function coerce(value: unknown, schema: StructuralSchema | undefined, path: string, coercion: Coercion): unknown {
  if (schema === undefined) return value;
  if (Array.isArray(value)) return mapShared(value, (item, index) => coerce(item, schema.items, `${path}[${index}]`, coercion));
  if (!isJsonObject(value)) return value;
  return mapFieldsShared(value, (field, name) => {
    const formed = schema["x-kubernetes-embedded-resource"] === true ? coerceField(field, name, childPath(path, name), coercion) : field;
    if (formed === removed) return removed;
    const property = propertyOf(schema, name);
    return property === undefined ? coerce(formed, schemaOfOthers(schema), keyPath(path, name), coercion) : coerce(formed, property, childPath(path, name), coercion);
  });
}

function coerceField(value: unknown, name: string, path: string, { readMetadata, dropUnreadable = false, refuse }: Coercion): unknown {
  if (name === "apiVersion" || name === "kind") {
    if (typeof value === "string") return value;
    if (dropUnreadable) return removed;
    refuse(invalidValue(path, inKeyOrder(value), "must be a string"));
  }
  if (name !== "metadata") return value;
  const { metadata, error } = readMetadata(value);
  if (error === undefined) return metadata;
  if (!dropUnreadable) refuse(invalidValue(path, inKeyOrder(value), error));
  return dropUnreadable && isJsonObject(value) ? readableFields(value, readMetadata) : value;
}

function readableFields(metadata: JsonObject, readMetadata: ReadMetadata): JsonObject {
  const readable: JsonObject = {};
  for (const [name, value] of Object.entries(metadata)) {
    if (readMetadata({ [name]: value }).error === undefined) setField(readable, name, value);
  }
  return readMetadata(readable).metadata;
}

/**
 * What is wrong with the `apiVersion`, `kind` and `metadata` of the resources inside a value. Source:
 * apiextensions-apiserver pkg/apiserver/schema/objectmeta Validate.
 */
export function validateResources(value: unknown, schema: StructuralSchema | undefined, path: string, readMetadata: ReadMetadata): FieldError[] {
  if (schema === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => validateResources(item, schema.items, `${path}[${index}]`, readMetadata));
  if (!isJsonObject(value)) return [];
  const own = schema["x-kubernetes-embedded-resource"] === true ? validateResource(value, path, readMetadata) : [];
  const inner = Object.entries(value).flatMap(([name, field]) => {
    const property = propertyOf(schema, name);
    return property === undefined ? validateResources(field, schemaOfOthers(schema), keyPath(path, name), readMetadata) : validateResources(field, property, childPath(path, name), readMetadata);
  });
  return [...own, ...inner];
}

function validateResource(resource: JsonObject, path: string, readMetadata: ReadMetadata): FieldError[] {
  const errors = ["apiVersion", "kind"].flatMap((name) => (Object.hasOwn(resource, name) ? [] : [required(childPath(path, name))]));
  for (const [name, value] of Object.entries(resource)) {
    const at = childPath(path, name);
    if (name === "apiVersion") addAll(errors, validateText(value, at, apiVersionProblem));
    else if (name === "kind") addAll(errors, validateText(value, at, kindProblem));
    else if (name === "metadata") addAll(errors, validateMetadata(value, at, readMetadata));
  }
  return errors;
}

function validateText(value: unknown, path: string, problemOf: (text: string) => string | undefined): FieldError[] {
  const problem = typeof value !== "string" ? "must be a string" : value === "" ? "must not be empty" : problemOf(value);
  return problem === undefined ? [] : [invalidValue(path, inKeyOrder(value), problem)];
}

/** Source: apimachinery runtime/schema ParseGroupVersion. */
function apiVersionProblem(apiVersion: string): string | undefined {
  return apiVersion.split("/").length > 2 ? `unexpected GroupVersion string: ${apiVersion}` : undefined;
}

function kindProblem(kind: string): string | undefined {
  const problems = isDns1035Label(kind.toLowerCase());
  return problems.length === 0 ? undefined : `may have mixed case, but should otherwise match: ${problems.join(",")}`;
}

function validateMetadata(value: unknown, path: string, readMetadata: ReadMetadata): FieldError[] {
  const { metadata, error } = readMetadata(value);
  if (error !== undefined) return [invalidValue(path, inKeyOrder(value), error)];
  const meta: ObjectMeta = metadata;
  // A resource inside another may go without a name.
  return validateObjectMeta({ ...meta, name: meta.name || "fakename" }, { namespaced: (meta.namespace ?? "") !== "", nameRule: nameIsPathSegment, path });
}
