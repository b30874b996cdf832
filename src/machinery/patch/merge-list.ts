import { badRequest } from "../errors/constructors.ts";
import { getField, isJsonObject, type JsonObject } from "../meta/json-object.ts";
import { goValue } from "../text/go-value.ts";
import { patchDirective } from "./directives.ts";
import { type Identity, orderMerged } from "./list-order.ts";
import { patchDoesNotApply } from "./patch-error.ts";
import type { PatchField, PatchSchema } from "./patch-schema.ts";

/** Merges one object of a list; handed in, since objects and lists hold each other. */
export type MergeObject = (original: JsonObject, patch: JsonObject, schema: PatchSchema | undefined) => JsonObject;

/** A list with merge strategy: scalars by value, objects by their merge key. Patched items come in the order of `wanted`. */
export function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  field: PatchField | undefined,
  wanted: readonly unknown[] | undefined,
  mergeObject: MergeObject,
): unknown[] {
  const kind = elementKind([...original, ...patch, ...(wanted ?? [])]);
  if (kind === "empty") return [...original];
  if (kind === "scalar") {
    const merged = [...new Set([...original, ...patch])];
    return orderMerged(merged, wanted ?? patch, original, (item) => item);
  }
  const mergeKey = field?.mergeKey;
  if (mergeKey === undefined || mergeKey === "") throw badRequest("cannot merge lists without merge key");
  const { remaining, changes } = applyItemDirectives(original as JsonObject[], patch as JsonObject[], mergeKey);
  const identity = identityBy(mergeKey);
  const merged = mergeByKey(remaining, changes, identity, (each, change) => mergeObject(each, change, field?.child));
  return orderMerged(merged, wanted ?? changes, remaining, identity);
}

/** What lists may hold: all scalars or all objects, never lists. */
function elementKind(items: readonly unknown[]): "empty" | "scalar" | "object" {
  if (items.length === 0) return "empty";
  if (items.some(Array.isArray)) throw patchDoesNotApply("lists of lists are not supported");
  const objects = items.filter(isJsonObject).length;
  if (objects !== 0 && objects !== items.length) throw badRequest(`list element types are not identical: ${goValue(items)}`);
  return objects === 0 ? "scalar" : "object";
}

/** Takes items with `$patch` out of the patch and does what they say. */
function applyItemDirectives(
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): { remaining: readonly JsonObject[]; changes: readonly JsonObject[] } {
  const changes: JsonObject[] = [];
  const deleted = new Set<unknown>();
  let isReplaced = false;
  for (const item of patch) {
    if (!Object.hasOwn(item, patchDirective)) {
      changes.push(item);
      continue;
    }
    const directive = item[patchDirective];
    if (directive === "delete") deleted.add(identityBy(mergeKey)(item));
    else if (directive === "replace") isReplaced = true;
    else if (directive === "merge") throw badRequest("merging lists cannot yet be specified in the patch");
    else throw badRequest(`unknown patch type: ${String(directive)} in map: ${goValue(item)}`);
  }
  const remaining = isReplaced ? [] : original.filter((item) => !deleted.has(getField(item, mergeKey)));
  return { remaining, changes };
}

function mergeByKey(
  original: readonly JsonObject[],
  changes: readonly JsonObject[],
  identity: Identity,
  merge: (each: JsonObject, change: JsonObject) => JsonObject,
): JsonObject[] {
  const merged = [...original];
  const places = new Map<unknown, number>();
  merged.forEach((item, index) => {
    const id = identity(item);
    // Of twins the first is patched.
    if (!places.has(id)) places.set(id, index);
  });
  for (const change of changes) {
    const id = identity(change);
    const place = places.get(id);
    if (place !== undefined) {
      merged[place] = merge(merged[place] as JsonObject, change);
      continue;
    }
    places.set(id, merged.length);
    merged.push(merge({}, change));
  }
  return merged;
}

export function identityBy(mergeKey: string): Identity {
  return (item) => {
    const id = isJsonObject(item) ? getField(item, mergeKey) : undefined;
    if (id === undefined) throw badRequest(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
    return id;
  };
}
