import { isJsonObject } from "../meta/json-object.ts";

/** A JSON value as Go's `%+v` writes it: `map[spec:map[replicas:1] names:[a b]]`, the keys in order. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goValue).join(" ")}]`;
  if (!isJsonObject(value)) return String(value);
  const fields = Object.keys(value).sort().map((name) => `${name}:${goValue(value[name])}`);
  return `map[${fields.join(" ")}]`;
}
