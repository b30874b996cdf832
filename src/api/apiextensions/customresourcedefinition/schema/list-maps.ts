import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required } from "../../../../machinery/errors/field-errors.ts";
import type { JSONSchemaProps } from "../../../types/apiextensions/v1.gen.ts";
import { itemsInGo } from "./in-go.ts";
import { hasDefault, itemSchema } from "./walk.ts";

const listTypes = ["atomic", "set", "map"];
export const mapTypes: readonly string[] = ["atomic", "granular"];

/** What may be said of how an object is merged. */
export function validateMapType(schema: JSONSchemaProps, path: string): FieldError[] {
  const mapType = schema["x-kubernetes-map-type"];
  if (mapType === undefined) return [];
  const errors = schema.type === "object" ? [] : [typeError(schema, path, "must be object if x-kubernetes-map-type is specified")];
  return mapTypes.includes(mapType) ? errors : [...errors, notSupported(`${path}.x-kubernetes-map-type`, mapType, mapTypes)];
}

/** What may be said of how a list is merged; `setsAreAtomic` is false where an older definition has sets of other things. */
export function validateListType(schema: JSONSchemaProps, path: string, setsAreAtomic: boolean): FieldError[] {
  const listType = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const errors: FieldError[] = [];
  if (listType !== undefined && schema.type !== "array") errors.push(typeError(schema, path, "must be array if x-kubernetes-list-type is specified"));
  else if (setsAreAtomic) addAll(errors, validateSetItems(schema, path));
  if (listType !== undefined && !listTypes.includes(listType)) errors.push(notSupported(`${path}.x-kubernetes-list-type`, listType, listTypes));
  const needed = "must be map if x-kubernetes-list-map-keys is non-empty";
  if (keys.length > 0 && listType === undefined) errors.push(required(`${path}.x-kubernetes-list-type`, needed));
  else if (keys.length > 0 && listType !== "map") errors.push(invalidValue(`${path}.x-kubernetes-list-type`, listType, needed));
  return listType === "map" ? [...errors, ...validateMapItems(schema, keys, path)] : errors;
}

function typeError({ type = "" }: JSONSchemaProps, path: string, detail: string): FieldError {
  return type === "" ? required(`${path}.type`, detail) : invalidValue(`${path}.type`, type, detail);
}

/** True for what is merged piece by piece, and so cannot stand in a set. */
export function hasUnfitSetItems(schema: JSONSchemaProps): boolean {
  return validateSetItems(schema, "").length > 0;
}

/** Of a map in a set upstream shows the type of list that it is not. */
function validateSetItems(schema: JSONSchemaProps, path: string): FieldError[] {
  const item = itemSchema(schema);
  if (schema["x-kubernetes-list-type"] !== "set" || item === undefined) return [];
  const detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
  const listType = item["x-kubernetes-list-type"];
  if (item.type === "array" && listType !== undefined && listType !== "atomic") return [invalidValue(`${path}.items.x-kubernetes-list-type`, listType, detail)];
  if (item.type === "object" && item["x-kubernetes-map-type"] !== "atomic") return [invalidValue(`${path}.items.x-kubernetes-map-type`, listType ?? null, detail)];
  return [];
}

function validateMapItems(schema: JSONSchemaProps, keys: readonly string[], path: string): FieldError[] {
  const { items } = schema;
  const errors: FieldError[] = keys.length === 0 ? [required(`${path}.x-kubernetes-list-map-keys`, "must not be empty if x-kubernetes-list-type is map")] : [];
  if (items === undefined) return [...errors, required(`${path}.items`, "must have a schema if x-kubernetes-list-type is map")];
  if (Array.isArray(items)) return [...errors, invalidValue(`${path}.items`, itemsInGo(items), "must only have a single schema if x-kubernetes-list-type is map")];
  if (items.type !== "object") return [...errors, invalidValue(`${path}.items.type`, items.type ?? "", "must be object if parent array's x-kubernetes-list-type is map")];
  const ofKeys = (detail: string) => invalidValue(`${path}.x-kubernetes-list-map-keys`, keys, detail);
  const names = new Set(keys);
  if (keys.some((key) => propertyNamed(items, key) === undefined)) errors.push(ofKeys("entries must all be names of item properties"));
  for (const key of names) {
    const property = propertyNamed(items, key);
    // Upstream shows the type of the item here.
    if (property?.type === "array" || property?.type === "object") errors.push(invalidValue(`${path}.items.properties[${key}].type`, items.type, "must be a scalar type if parent array's x-kubernetes-list-type is map"));
  }
  return names.size === keys.length ? errors : [...errors, ofKeys("must not contain duplicate entries")];
}

function propertyNamed({ properties = {} }: JSONSchemaProps, name: string): JSONSchemaProps | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Items of sets and maps are never null, and the keys of maps are always there. Source: apiextensions validation validateMapListKeysMapSet. */
export function validateListItems(schema: JSONSchemaProps, path: string): FieldError[] {
  const item = itemSchema(schema);
  const listType = schema["x-kubernetes-list-type"];
  if (item === undefined || (listType !== "set" && listType !== "map")) return [];
  const errors = item.nullable === true ? [forbiddenField(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`)] : [];
  if (listType === "set") return errors;
  const needed = new Set(item.required);
  for (const key of schema["x-kubernetes-list-map-keys"] ?? []) {
    const property = propertyNamed(item, key);
    if (property === undefined) continue;
    const at = `${path}.items.properties[${key}]`;
    if (!needed.has(key) && !hasDefault(property)) errors.push(required(`${at}.default`, "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
    if (property.nullable === true) errors.push(forbiddenField(`${at}.nullable`, "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"));
  }
  return errors;
}
