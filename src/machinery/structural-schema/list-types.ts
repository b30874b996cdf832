import type { FieldError } from "../errors/field-error.ts";
import { duplicateValue, invalidValue } from "../errors/field-errors.ts";
import { isJsonObject, type JsonObject } from "../meta/json-object.ts";
import { inKeyOrder } from "../text/in-key-order.ts";
import { childPath, keyPath } from "./paths.ts";
import { propertyOf, schemaOfOthers, type StructuralSchema } from "./schema.ts";

/**
 * Lists that are sets or maps hold nothing twice. A value that stands there three times is told of once.
 * Source: apiextensions-apiserver pkg/apiserver/schema/listtype ValidateListSetsAndMaps.
 */
export function validateListTypes(value: unknown, schema: StructuralSchema | undefined, path: string): FieldError[] {
  if (schema === undefined) return [];
  if (Array.isArray(value)) {
    return [...validateList(value, schema, path), ...value.flatMap((item, index) => validateListTypes(item, schema.items, `${path}[${index}]`))];
  }
  if (!isJsonObject(value)) return [];
  const others = schemaOfOthers(schema);
  return Object.entries(value).flatMap(([name, field]) => [
    ...(others === undefined ? [] : validateListTypes(field, others, keyPath(path, name))),
    ...validateListTypes(field, propertyOf(schema, name), childPath(path, name)),
  ]);
}

function validateList(list: readonly unknown[], schema: StructuralSchema, path: string): FieldError[] {
  switch (schema["x-kubernetes-list-type"]) {
    case "set":
      return secondOnes(list).map((index) => duplicateValue(`${path}[${index}]`, inKeyOrder(list[index])));
    case "map":
      return validateMap(list, schema["x-kubernetes-list-map-keys"] ?? [], path);
    default:
      return [];
  }
}

function validateMap(list: readonly unknown[], keys: readonly string[], path: string): FieldError[] {
  const odd = list.findIndex((item) => item !== null && !isJsonObject(item));
  if (odd >= 0) return [invalidValue(`${path}[${odd}]`, inKeyOrder(list[odd]), "must be an object for an array of list-type map")];
  const identities = list.map((item) => identityOf(item as JsonObject | null, keys));
  return secondOnes(identities).map((index) => duplicateValue(`${path}[${index}]`, inKeyOrder(identities[index])));
}

function identityOf(item: JsonObject | null, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.flatMap((key) => (item !== null && Object.hasOwn(item, key) ? [[key, item[key]]] : [])));
}

/** Where values stand for the second time. */
function secondOnes(values: readonly unknown[]): number[] {
  const times = new Map<unknown, number>();
  return values.flatMap((value, index) => {
    const seen = (times.get(sameOf(value)) ?? 0) + 1;
    times.set(sameOf(value), seen);
    return seen === 2 ? [index] : [];
  });
}

/** What two equal values have in common; a text never equals the JSON of something else. */
function sameOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? `json ${JSON.stringify(inKeyOrder(value))}` : typeof value === "string" ? `text ${value}` : value;
}
