import { badRequest } from "../errors/constructors.ts";
import { getField, isJsonObject, type JsonObject, setField } from "../meta/json-object.ts";
import { goKindOf } from "../text/go-kind.ts";
import { goValue } from "../text/go-value.ts";
import {
  deleteFromPrimitiveListPrefix,
  dropped,
  listOfDirective,
  patchDirective,
  retainKeysDirective,
  setElementOrderPrefix,
  withoutDirectives,
} from "./directives.ts";
import { identityBy, mergeList } from "./merge-list.ts";
import type { PatchField, PatchSchema } from "./patch-schema.ts";

/**
 * A strategic merge patch applied: as a merge patch, but lists that the schema marks so are merged by key, and
 * directives in the patch say what cannot be said by values. Neither argument is changed; the result shares with both
 * what they agree on. Throws BadRequest or Invalid (422) for a patch that makes no sense.
 * Source: apimachinery util/strategicpatch.
 */
export function applyStrategicMergePatch<T>(original: T, patch: unknown, schema: PatchSchema): T {
  if (!isJsonObject(patch)) throw badRequest(`json: cannot unmarshal ${goKindOf(patch)} into Go value of type map[string]interface {}`);
  return mergeObject(original as JsonObject, patch, schema) as T;
}

function mergeObject(original: JsonObject, patch: JsonObject, schema: PatchSchema | undefined): JsonObject {
  if (!Object.keys(patch).some((name) => name.startsWith("$"))) return mergePlain(original, patch, schema);
  if (Object.hasOwn(patch, patchDirective)) return wholeObject(patch);
  const merged = retainKeys(original, patch);
  const orders = elementOrders(patch);

  for (const [name, unwanted] of Object.entries(patch)) {
    const list = listOfDirective(name, deleteFromPrimitiveListPrefix);
    if (list !== undefined) deleteFromPrimitiveList(merged, list, unwanted);
  }
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith("$") && isParallelDirective(name)) continue;
    mergeField(merged, name, value, schema?.field(name), orders.get(name));
    orders.delete(name);
  }
  for (const [name, order] of orders) {
    const list = getField(merged, name);
    if (Array.isArray(list)) setField(merged, name, mergeList(list, [], schema?.field(name), order, mergeObject));
  }
  return merged;
}

/** Of a patch whose object has no directive of its own, as most have none. */
function mergePlain(original: JsonObject, patch: JsonObject, schema: PatchSchema | undefined): JsonObject {
  const merged = { ...original };
  for (const name of Object.keys(patch)) mergeField(merged, name, patch[name], schema?.field(name), undefined);
  return merged;
}

function isParallelDirective(name: string): boolean {
  return name === retainKeysDirective || name.startsWith(setElementOrderPrefix) || name.startsWith(deleteFromPrimitiveListPrefix);
}

/** `$patch` in an object speaks of all of it. */
function wholeObject(patch: JsonObject): JsonObject {
  const { [patchDirective]: directive, ...rest } = patch;
  if (directive === "replace") return rest;
  if (directive === "delete") return {};
  throw badRequest(`unknown patch type: ${String(directive)} in map: ${goValue(patch)}`);
}

function mergeField(merged: JsonObject, name: string, value: unknown, field: PatchField | undefined, order: readonly unknown[] | undefined): void {
  if (value === null) {
    delete merged[name];
    return;
  }
  const current = getField(merged, name);
  if (isJsonObject(current) && isJsonObject(value)) {
    setField(merged, name, field?.strategies.includes("replace") ? value : mergeObject(current, value, field?.child));
    return;
  }
  if (Array.isArray(current) && Array.isArray(value)) {
    if (order !== undefined) checkOrder(value, order, field);
    setField(merged, name, field?.strategies.includes("merge") ? mergeList(current, value, field, order, mergeObject) : value);
    return;
  }
  const plain = withoutDirectives(value);
  if (plain === dropped) delete merged[name];
  else setField(merged, name, plain);
}

/** A copy of the object with only the fields that `$retainKeys` names; all of them without the directive. */
function retainKeys(original: JsonObject, patch: JsonObject): JsonObject {
  if (!Object.hasOwn(patch, retainKeysDirective)) return { ...original };
  const retained = patch[retainKeysDirective];
  if (!Array.isArray(retained)) throw badRequest("invalid patch format of retainKeys");
  for (const [name, value] of Object.entries(patch)) {
    if (value !== null && !isParallelDirective(name) && !retained.includes(name)) throw badRequest("invalid patch format of retainKeys");
  }
  return Object.fromEntries(Object.entries(original).filter(([name]) => retained.includes(name)));
}

/** The `$setElementOrder` lists by the field that each is about. */
function elementOrders(patch: JsonObject): Map<string, readonly unknown[]> {
  const orders = new Map<string, readonly unknown[]>();
  for (const [name, order] of Object.entries(patch)) {
    const list = listOfDirective(name, setElementOrderPrefix);
    if (list === undefined) continue;
    if (list === "" || !Array.isArray(order)) throw badRequest("invalid patch format of setElementOrder list");
    orders.set(list, order);
  }
  return orders;
}

/** The items that the patch changes must stand in the order list, and in its order. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], field: PatchField | undefined): void {
  if (order.length === 0) return;
  const identity = field?.mergeKey === undefined ? (item: unknown) => item : identityBy(field.mergeKey);
  let place = 0;
  for (const item of patch) {
    if (isJsonObject(item) && Object.hasOwn(item, patchDirective)) continue;
    while (place < order.length && identity(order[place]) !== identity(item)) place++;
    if (place++ >= order.length)
      throw badRequest(`The order in patch list:\n${goValue(patch)}\n doesn't match ${setElementOrderPrefix} list:\n${goValue(order)}\n`);
  }
}

function deleteFromPrimitiveList(merged: JsonObject, name: string, unwanted: unknown): void {
  if (name === "" || !Array.isArray(unwanted)) throw badRequest("invalid patch format of primitive list");
  const list = getField(merged, name);
  if (!Array.isArray(list)) return;
  const values = new Set<unknown>(unwanted);
  setField(
    merged,
    name,
    list.filter((value) => !values.has(value)),
  );
}
