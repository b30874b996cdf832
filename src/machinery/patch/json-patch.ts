import { requestEntityTooLarge } from "../errors/constructors.ts";
import { deepEqual } from "../equality/deep-equal.ts";
import { deepCopy } from "../meta/deep-copy.ts";
import { getField, isJsonObject, type JsonObject, setField } from "../meta/json-object.ts";
import { parseJsonPointer } from "./json-pointer.ts";
import { patchDoesNotApply, undecodablePatch } from "./patch-error.ts";

export interface JsonPatchOperation {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** Source: apiserver endpoints/handlers maxJSONPatchOperations. */
const maxOperations = 10_000;
/** All that a patch's `copy` operations may copy together. Source: apiserver server.Config JSONPatchMaxCopyBytes. */
const maxCopiedBytes = 3 * 1024 * 1024;

/**
 * A JSON patch applied to a copy of `document`. Throws BadRequest for what is not a JSON patch and Invalid (422) for one
 * that does not fit the document, a failed `test` among them. As upstream's library does, a negative index counts from
 * the end of a list and `test` with null passes where nothing is. Source: RFC 6902, evanphx/json-patch.
 */
export function applyJsonPatch<T>(document: T, patch: unknown): T {
  const operations = readOperations(patch);
  const state: PatchState = { root: deepCopy(document), copiedBytes: 0 };
  for (const operation of operations) apply(state, operation);
  return state.root as T;
}

interface PatchState {
  root: unknown;
  copiedBytes: number;
}

function readOperations(patch: unknown): readonly JsonPatchOperation[] {
  if (!Array.isArray(patch)) throw undecodablePatch(patch, "[]handlers.jsonPatchOp");
  if (patch.length > maxOperations) {
    throw requestEntityTooLarge(`The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`);
  }
  for (const operation of patch) {
    if (!isJsonObject(operation)) throw undecodablePatch(operation, "handlers.jsonPatchOp");
  }
  return patch as readonly JsonPatchOperation[];
}

function apply(state: PatchState, operation: JsonPatchOperation): void {
  switch (operation.op) {
    case "add":
      add(state, operation.path, deepCopy(givenValue(operation)));
      break;
    case "remove":
      remove(state, operation.path, "remove");
      break;
    case "replace":
      replace(state, operation.path, deepCopy(givenValue(operation)));
      break;
    case "move":
      add(state, operation.path, remove(state, fromOf(operation), "move"));
      break;
    case "copy":
      add(state, operation.path, copied(state, fromOf(operation)));
      break;
    case "test":
      test(state, operation.path, operation.value ?? null);
      break;
    default:
      throw patchDoesNotApply(`Unexpected kind: ${String((operation as { op?: unknown }).op)}`);
  }
}

function givenValue(operation: JsonPatchOperation): unknown {
  if (operation.value === undefined) throw patchDoesNotApply(`${operation.op} operation at path ${operation.path} has no value`);
  return operation.value;
}

function fromOf(operation: JsonPatchOperation): string {
  if (typeof operation.from !== "string") throw patchDoesNotApply(`${operation.op} operation at path ${operation.path} has no from`);
  return operation.from;
}

/** The object or list that holds what `path` names, and its name there. */
interface Place {
  readonly parent: JsonObject | unknown[];
  readonly step: string;
}

function add(state: PatchState, path: string, value: unknown): void {
  if (path === "") {
    state.root = value;
    return;
  }
  const { parent, step } = find(state.root, path, "add");
  if (Array.isArray(parent)) parent.splice(step === "-" ? parent.length : indexIn(parent, step, path, parent.length), 0, value);
  else setField(parent, step, value);
}

function replace(state: PatchState, path: string, value: unknown): void {
  if (path === "") {
    state.root = value;
    return;
  }
  const { parent, step } = find(state.root, path, "replace");
  if (Array.isArray(parent)) {
    parent[indexIn(parent, step, path, parent.length - 1)] = value;
    return;
  }
  if (!Object.hasOwn(parent, step)) throw patchDoesNotApply(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  setField(parent, step, value);
}

function remove(state: PatchState, path: string, op: string): unknown {
  const { parent, step } = find(state.root, path, op);
  if (Array.isArray(parent)) return parent.splice(indexIn(parent, step, path, parent.length - 1), 1)[0];
  if (!Object.hasOwn(parent, step)) throw patchDoesNotApply(`${op} operation does not apply: doc is missing path: "${path}": missing value`);
  const value = parent[step];
  delete parent[step];
  return value;
}

function copied(state: PatchState, from: string): unknown {
  const value = from === "" ? state.root : valueAt(find(state.root, from, "copy"), from);
  if (value === undefined) throw patchDoesNotApply(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
  state.copiedBytes += JSON.stringify(value).length;
  if (state.copiedBytes > maxCopiedBytes) {
    throw patchDoesNotApply(
      `Unable to complete the copy, the accumulated size increase of copy is ${state.copiedBytes}, exceeding the limit ${maxCopiedBytes}`,
    );
  }
  return deepCopy(value);
}

function test(state: PatchState, path: string, expected: unknown): void {
  const actual = path === "" ? state.root : valueAt(find(state.root, path, "test"), path);
  if (!deepEqual(actual ?? null, expected)) throw patchDoesNotApply(`testing path ${path} failed`);
}

function valueAt({ parent, step }: Place, path: string): unknown {
  return Array.isArray(parent) ? parent[indexIn(parent, step, path, parent.length - 1)] : getField(parent, step);
}

function find(root: unknown, path: unknown, op: string): Place {
  const steps = typeof path === "string" ? parseJsonPointer(path) : undefined;
  if (steps === undefined || steps.length === 0)
    throw patchDoesNotApply(`${op} operation does not apply: doc is missing path: "${String(path)}": missing value`);
  let value = root;
  for (const step of steps.slice(0, -1)) {
    if (Array.isArray(value)) value = value[indexIn(value, step, path as string, value.length - 1)];
    else value = isJsonObject(value) ? getField(value, step) : undefined;
  }
  if (!Array.isArray(value) && !isJsonObject(value))
    throw patchDoesNotApply(`${op} operation does not apply: doc is missing path: "${String(path)}": missing value`);
  return { parent: value, step: steps.at(-1) as string };
}

/** The place in the list that `step` names, at most `last`. */
function indexIn(list: readonly unknown[], step: string, path: string, last: number): number {
  const given = /^-?\d+$/.test(step) ? Number(step) : Number.NaN;
  const index = given < 0 ? given + list.length : given;
  if (!(index >= 0 && index <= last)) throw patchDoesNotApply(`Unable to access invalid index: ${step} in ${path}: invalid index referenced`);
  return index;
}
