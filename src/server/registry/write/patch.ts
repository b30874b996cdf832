import { strictDecodingError } from "../../../api/schema/decode.ts";
import { badRequest, invalid, unsupportedMediaType } from "../../../machinery/errors/constructors.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { applyJsonPatch } from "../../../machinery/patch/json-patch.ts";
import { isJsonObject } from "../../../machinery/meta/json-object.ts";
import { applyMergePatch } from "../../../machinery/patch/merge-patch.ts";
import { mergePatchType, undecodablePatch } from "../../../machinery/patch/patch-error.ts";
import type { RequestContext } from "../../contract.ts";
import { answer, type Operation } from "../parts.ts";
import type { StoredResource } from "../resource/stored-resource.ts";
import { assertKind, complete, reportStrictErrors, settleNamespace } from "./decode-body.ts";
import { updateObject } from "./update-object.ts";

/** Changes an object by a patch, which is applied again when another writer was first and the patch names no version. */
export const patch: Operation = async (parts, resource, context) => {
  const { name = "", namespace } = context.request;
  const applied = patcher(resource, context);
  let warned = false;
  const wanted = (old: KubeObject): KubeObject => {
    const result = patched(resource, warned ? { ...context, warn: () => {} } : context, applied(old));
    warned = true;
    if (result.metadata?.name !== name) throw badRequest(`the name of the object (${result.metadata?.name ?? ""}) does not match the name on the URL (${name})`);
    settleNamespace(resource, result, namespace);
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
      if (!isJsonObject(body)) throw undecodablePatch(body, mergePatchType);
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

/** The patched object in its normal form. */
function patched(resource: StoredResource, context: RequestContext, result: KubeObject): KubeObject {
  assertKind(resource, result);
  const { object, unknownFields, error } = resource.decode(result);
  if (error !== undefined) throw refused(context, error);
  reportStrictErrors(context, unknownFields, () => refused(context, strictDecodingError(unknownFields, context.duplicateFields)));
  return complete(resource, object);
}

/** Without a version of its own, a patch is applied to whatever stands there. */
function namesVersion(body: unknown): boolean {
  if (Array.isArray(body)) return body.some((operation: { path?: unknown }) => operation?.path === "/metadata/resourceVersion");
  return (body as KubeObject | undefined)?.metadata?.resourceVersion !== undefined;
}

/** Source: apiserver endpoints/handlers patch.go, which answers 422 for a patch whose result cannot be decoded. */
function refused({ request }: RequestContext, why: string): Error {
  return invalid({ group: "", kind: "" }, "", [invalidValue("patch", JSON.stringify(request.body), why)]);
}
