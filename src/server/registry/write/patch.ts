import { type StrictReport, unknownOnly } from "../../../machinery/codec/strict-report.ts";
import { badRequest, invalid, unsupportedMediaType } from "../../../machinery/errors/constructors.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { applyJsonPatch } from "../../../machinery/patch/json-patch.ts";
import { applyMergePatch } from "../../../machinery/patch/merge-patch.ts";
import { goKindOf } from "../../../machinery/text/go-kind.ts";
import { goValue } from "../../../machinery/text/go-value.ts";
import { goJson, quote } from "../../../machinery/text/quote.ts";
import { isJsonObject } from "../../../machinery/meta/json-object.ts";
import type { RequestContext } from "../../contract.ts";
import { allocatorOf } from "../allocation/reserving.ts";
import { answer, type Operation } from "../parts.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { complete, reportStrictErrors, settleNamespace, unreadableKind, wrongKind } from "./decode-body.ts";
import { settleName } from "./names.ts";
import { updateObject } from "./update-object.ts";

/** Changes an object by a patch, which is applied again when another writer was first and the patch names no version. */
export const patch: Operation = async (parts, resource, context) => {
  const { name = "", namespace } = context.request;
  const applied = patcher(resource, context);
  const mayShare = allocatorOf(parts, resource) === undefined; // an allocator writes into what it is given
  let warned = false;
  const wanted = (old: KubeObject): KubeObject => {
    const result = patched(resource, warned ? { ...context, warn: () => {} } : context, applied(old), mayShare ? old : undefined);
    warned = true;
    settleName(result, name);
    settleNamespace(resource, result, namespace, "change");
    return result;
  };
  return answer(await updateObject(parts, resource, context, { name, wanted, isConditional: namesVersion(context.request.body) }));
};

/** What the request's patch makes of an object. Throws 415 for a type of patch that the kind does not take. */
export function patcher(resource: Pick<StoredResource, "strategicMergePatch">, { request }: RequestContext): (old: KubeObject) => KubeObject {
  const { body, patchType } = request;
  switch (patchType) {
    case "application/json-patch+json":
      return (old) => applyJsonPatch(old, body);
    case "application/merge-patch+json":
      if (!isJsonObject(body)) throw badRequest(`error decoding patch: json: cannot unmarshal ${goKindOf(body)} into Go value of type map[string]interface {}`);
      return (old) => applyMergePatch(old, body);
    case "application/strategic-merge-patch+json": {
      const strategic = resource.strategicMergePatch;
      if (strategic !== undefined) return (old) => strategic(old, body);
      break;
    }
    case "application/apply-patch+yaml":
    case undefined:
  }
  const accepted = ["application/json-patch+json", "application/merge-patch+json"];
  throw unsupportedMediaType(resource.strategicMergePatch === undefined ? accepted : [...accepted, "application/strategic-merge-patch+json"]);
}

type Fields = Record<string, unknown>;

/** The patched object in its normal form; what the patch left alone is taken from `shared`, and so may not be written to. */
function patched(resource: StoredResource, context: RequestContext, written: unknown, shared: KubeObject | undefined): KubeObject {
  const result = (written ?? {}) as KubeObject; // a JSON patch can put null in the place of all
  const { request } = context;
  const isStrategic = request.patchType === "application/strategic-merge-patch+json";
  const why = isStrategic ? undefined : (unreadableKind(result) ?? wrongKind(resource.info, result.kind ?? "", result.apiVersion ?? ""));
  if (why !== undefined) throw refused(context, result, why);
  const untouched = untouchedFields(result as Fields, (shared ?? {}) as Fields);
  const { object, unknownFields, error } = resource.decode(Object.fromEntries(Object.entries(result).filter(([name]) => !untouched.has(name))));
  if (error !== undefined) throw refused(context, result, error);
  const { strictReport = unknownOnly } = context;
  const withOperations: StrictReport = (fields) => [...unknownInOperations(request), ...strictReport(fields)];
  reportStrictErrors({ ...context, strictReport: withOperations }, unknownFields, (why) => refused(context, result, why));
  return joined(complete(resource, object) as Fields, result as Fields, untouched);
}

/** Fields that a patch left alone: it shares them with what stands there, where they are in their normal form. */
function untouchedFields(result: Fields, old: Fields): ReadonlySet<string> {
  return new Set(Object.keys(result).filter((name) => name !== "metadata" && typeof result[name] === "object" && result[name] === old[name]));
}

/** The decoded fields together with those that needed no decoding, in the order of `result`. */
function joined(decoded: Fields, result: Fields, untouched: ReadonlySet<string>): KubeObject {
  const whole: Fields = { kind: decoded["kind"], apiVersion: decoded["apiVersion"], metadata: decoded["metadata"] };
  for (const name in result) {
    const value = untouched.has(name) ? result[name] : decoded[name];
    if (value !== undefined) whole[name] = value;
  }
  for (const name in decoded) whole[name] ??= decoded[name];
  return whole;
}

const operationFields = ["op", "path", "from", "value"];

/** What strict field validation says of a JSON patch itself. Source: apiserver endpoints/handlers applyJSPatch. */
function unknownInOperations({ patchType, body }: RequestContext["request"]): string[] {
  if (patchType !== "application/json-patch+json" || !Array.isArray(body)) return [];
  return body.flatMap((operation: object, index) => Object.keys(operation).filter((field) => !operationFields.includes(field)).map((field) => `json patch unknown field ${quote(`[${index}].${field}`)}`));
}

/** Without a version of its own, a patch is applied to whatever stands there. */
function namesVersion(body: unknown): boolean {
  if (Array.isArray(body)) return body.some((operation: { path?: unknown }) => operation?.path === "/metadata/resourceVersion");
  return (body as KubeObject | undefined)?.metadata?.resourceVersion !== undefined;
}

/** A patch whose result cannot be decoded: 422 with the result, or for a strategic merge patch with the patch. Source: apiserver endpoints/handlers patch.go. */
function refused({ request }: RequestContext, result: KubeObject, why: string): Error {
  const shown = request.patchType === "application/strategic-merge-patch+json" ? goValue(request.body) : goJson(result);
  return invalid({ group: "", kind: "" }, "", [invalidValue("patch", shown, why)]);
}
