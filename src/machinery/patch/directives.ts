import { isJsonObject, type JsonObject, setField } from "../meta/json-object.ts";

/**
 * Instructions inside a strategic merge patch:
 *
 *     $patch: replace | delete                 in an object, or as an item of a list
 *     $retainKeys: [a, b]                      fields of the object that may stay
 *     $setElementOrder/containers: [...]       the order of a merged list
 *     $deleteFromPrimitiveList/finalizers: []  values to take out of a list of scalars
 */
export const patchDirective = "$patch";
export const retainKeysDirective = "$retainKeys";
export const setElementOrderPrefix = "$setElementOrder";
export const deleteFromPrimitiveListPrefix = "$deleteFromPrimitiveList";

/** The list that a parallel directive is about, or undefined when `name` is no such directive. "" when it names none. */
export function listOfDirective(name: string, prefix: string): string | undefined {
  if (!name.startsWith(prefix)) return undefined;
  return name.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : "";
}

function isDirective(name: string): boolean {
  return name === retainKeysDirective || name.startsWith(setElementOrderPrefix) || name.startsWith(deleteFromPrimitiveListPrefix);
}

export const dropped = Symbol("dropped");

/**
 * The value as it becomes part of an object that has nothing there yet: without nulls in objects, without directives,
 * and `dropped` when it is itself one.
 */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== dropped);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, patchDirective)) return dropped;
  const plain: JsonObject = {};
  for (const [name, child] of Object.entries(value)) {
    if (child === null || isDirective(name)) continue;
    const kept = withoutDirectives(child);
    if (kept !== dropped) setField(plain, name, kept);
  }
  return plain;
}
