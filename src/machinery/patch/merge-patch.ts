import { isJsonObject, type JsonObject, setField } from "../meta/json-object.ts";

/**
 * A JSON merge patch applied: objects are merged, null removes, everything else replaces. Neither argument is changed;
 * the result shares with both what they agree on. Source: RFC 7386.
 */
export function applyMergePatch<T>(target: T, patch: unknown): T {
  return merge(target, patch) as T;
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else setField(merged, name, merge(Object.hasOwn(merged, name) ? merged[name] : undefined, value));
  }
  return merged;
}
