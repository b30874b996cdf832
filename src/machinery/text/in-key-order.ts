import { isJsonObject } from "../meta/json-object.ts";

/** A JSON value with the fields of all its objects in the order of their names, as Go writes maps. */
export function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, inKeyOrder(value[name])]));
}
