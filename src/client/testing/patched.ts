import type { KubeObject } from "../../machinery/meta/object.ts";
import { applyJsonPatch } from "../../machinery/patch/json-patch.ts";
import { applyMergePatch } from "../../machinery/patch/merge-patch.ts";
import type { ApiRequest } from "../../machinery/request/api-request.ts";

/** The object as the patch makes it. JSON and merge patches only: a strategic one would need a schema. */
export function patched(object: KubeObject, { patchType, body }: ApiRequest): KubeObject {
  switch (patchType) {
    case "application/json-patch+json":
      return applyJsonPatch(object, body);
    case "application/merge-patch+json":
      return applyMergePatch(object, body);
    default:
      throw new TypeError(`the fake cluster cannot apply a patch of type ${patchType}; use a JSON or merge patch`);
  }
}
