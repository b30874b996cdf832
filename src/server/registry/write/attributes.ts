import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { AdmissionAttributes, AdmissionOperation, RequestContext } from "../../contract.ts";

/** What admission sees of the request that `context` carries. */
export function admissionAttributes(context: RequestContext, operation: AdmissionOperation, objects: { name?: string; object?: KubeObject; oldObject?: KubeObject }): AdmissionAttributes {
  const { request, info, user } = context;
  return {
    operation,
    verb: request.verb,
    info,
    subresource: request.subresource,
    namespace: request.namespace,
    name: objects.name ?? request.name,
    object: objects.object,
    oldObject: objects.oldObject,
    user,
    dryRun: request.options?.dryRun === true,
    warn: context.warn,
  };
}
