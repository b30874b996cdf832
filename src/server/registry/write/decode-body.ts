import { cannotDecode, strictDecodingError, strictErrors } from "../../../api/schema/decode.ts";
import { badRequest } from "../../../machinery/errors/constructors.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { apiVersionOf } from "../../../machinery/meta/resource.ts";
import type { RequestContext } from "../../contract.ts";
import type { StoredResource } from "../resource/stored-resource.ts";

/** What reading a body needs of a resource. */
export type BodyForm = Pick<StoredResource, "info" | "decode">;

/** The object that a client sent, in its normal form and with the metadata that the path says. Throws 400 for what cannot be one. */
export function decodeBody(resource: BodyForm, context: RequestContext): KubeObject {
  const { info } = resource;
  const { body } = context.request;
  assertKind(resource, body);
  const { object, unknownFields, error } = resource.decode(body);
  if (error !== undefined) throw cannotDecode(info, error);
  reportStrictErrors(context, unknownFields, (why) => cannotDecode(info, why));
  return complete(resource, object);
}

/** Refuses, warns of or ignores fields that the kind does not have, as `fieldValidation` asks. Default: Warn. */
export function reportStrictErrors({ request, duplicateFields, warn }: RequestContext, unknownFields: readonly string[], refuse: (why: string) => Error): void {
  const validation = request.options?.fieldValidation ?? "Warn";
  if (validation === "Ignore" || (unknownFields.length === 0 && !duplicateFields?.length)) return;
  if (validation === "Strict") throw refuse(strictDecodingError(unknownFields, duplicateFields));
  for (const problem of strictErrors(unknownFields, duplicateFields)) warn(problem);
}

/** Kind and version as the endpoint serves them, and none of the fields that only a server with server-side apply keeps. */
export function complete({ info }: BodyForm, { kind: _, apiVersion: __, metadata, ...rest }: KubeObject): KubeObject {
  const { managedFields: ___, selfLink: ____, ...kept } = metadata ?? {};
  return { kind: info.kind, apiVersion: apiVersionOf(info), metadata: kept, ...rest };
}

/** A body may leave out kind and apiVersion, and may not contradict the path. */
export function assertKind({ info }: BodyForm, body: unknown): void {
  const { kind = "", apiVersion = "" } = (typeof body === "object" && body !== null ? body : {}) as KubeObject;
  const expected = apiVersionOf(info);
  if (apiVersion !== "" && apiVersion !== expected) throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`);
  if (kind !== "" && kind !== info.kind) throw badRequest(`${kind} in version ${JSON.stringify(info.version)} cannot be handled as a ${info.kind}: the object is of another kind than this endpoint serves`);
}

/** The object's namespace is the path's, whether it was sent or not. Source: apiserver rest.EnsureObjectNamespaceMatchesRequestNamespace. */
export function settleNamespace({ info }: StoredResource, object: KubeObject, namespace: string | undefined): void {
  const metadata = (object.metadata ??= {});
  const wanted = info.namespaced ? (namespace ?? "") : "";
  if (metadata.namespace && metadata.namespace !== wanted) {
    throw badRequest(info.namespaced ? "the namespace of the provided object does not match the namespace sent on the request" : "the namespace of the object was not expected, because the resource is cluster-scoped; leave metadata.namespace out");
  }
  if (wanted === "") delete metadata.namespace;
  else metadata.namespace = wanted;
}
