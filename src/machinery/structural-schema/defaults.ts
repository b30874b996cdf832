import { isJsonObject, type JsonObject, setField } from "../meta/json-object.ts";
import { mapFieldsShared, mapShared, propertyOf, removed, schemaOfOthers, type StructuralSchema } from "./schema.ts";

/**
 * The value with every default that its schema has for a field that is missing, or null where null is not allowed.
 * Shares with the value and with the schema what it can. Source: apiextensions-apiserver pkg/apiserver/schema/defaulting Default.
 */
export function withDefaults(value: unknown, schema: StructuralSchema | undefined): unknown {
  if (schema === undefined) return value;
  if (Array.isArray(value)) return mapShared(value, (item) => withDefaults(orDefault(item, schema.items), schema.items));
  if (!isJsonObject(value)) return value;
  const changed = mapFieldsShared(value, (field, name) => {
    const property = propertyOf(schema, name);
    if (property !== undefined) return withDefaults(hasDefault(property) ? orDefault(field, property) : field, property);
    const others = schemaOfOthers(schema);
    return withDefaults(orDefault(field, others), others);
  });
  return withMissing(changed, schema, changed === value);
}

function withMissing(object: JsonObject, { properties = {} }: StructuralSchema, isShared: boolean): JsonObject {
  let whole = isShared ? undefined : object;
  for (const [name, property] of Object.entries(properties)) {
    if (!hasDefault(property) || Object.hasOwn(object, name)) continue;
    whole ??= { ...object };
    setField(whole, name, withDefaults(property.default, property));
  }
  return whole ?? object;
}

function orDefault(value: unknown, schema: StructuralSchema | undefined): unknown {
  return value === null && schema !== undefined && schema.nullable !== true ? (schema.default ?? null) : value;
}

function hasDefault(schema: StructuralSchema): boolean {
  return schema.default !== undefined && schema.default !== null;
}

/**
 * The value without nulls that mean nothing: not allowed, and with no default to stand in for them. Nulls in lists
 * stay. Source: apiextensions-apiserver pkg/apiserver/schema/defaulting PruneNonNullableNullsWithoutDefaults.
 */
export function withoutNulls(value: unknown, schema: StructuralSchema | undefined): unknown {
  if (Array.isArray(value)) return mapShared(value, (item) => withoutNulls(item, schema?.items));
  if (!isJsonObject(value)) return value;
  return mapFieldsShared(value, (field, name) => {
    const known = schema === undefined ? undefined : (propertyOf(schema, name) ?? schemaOfOthers(schema));
    if (field === null && known !== undefined && known.nullable !== true && !hasDefault(known)) return removed;
    return withoutNulls(field, known);
  });
}
