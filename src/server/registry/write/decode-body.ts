import { cannotDecode } from "../../../api/schema/decode.ts";
import { definitionOf } from "../../../api/schema/definitions.ts";
import { asWarnings, unknownOnly } from "../../../machinery/codec/strict-report.ts";
import { badRequest } from "../../../machinery/errors/constructors.ts";
import type { StatusError } from "../../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { apiVersionOf, parseApiVersion } from "../../../machinery/meta/resource.ts";
import { goKindOf } from "../../../machinery/text/go-kind.ts";
import { quote } from "../../../machinery/text/quote.ts";
import type { RequestContext } from "../../contract.ts";
import { internalTypeOf } from "../../internal-type.ts";
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
export function reportStrictErrors({ request, strictReport = unknownOnly, warn }: RequestContext, unknownFields: readonly string[], refuse: (why: string) => Error): void {
  const validation = request.options?.fieldValidation ?? "Warn";
  if (validation === "Ignore") return;
  const findings = strictReport(unknownFields);
  if (findings.length === 0) return;
  if (validation === "Strict") throw refuse(`strict decoding error: ${findings.join(", ")}`);
  for (const warning of findings.flatMap(asWarnings)) warn(warning);
}

/** Kind and version as the endpoint serves them, and none of the fields that only a server with server-side apply keeps. */
export function complete({ info }: BodyForm, { kind: _, apiVersion: __, metadata, ...rest }: KubeObject): KubeObject {
  const { managedFields: ___, selfLink: ____, ...kept } = metadata ?? {};
  return { kind: info.kind, apiVersion: apiVersionOf(info), metadata: kept, ...rest };
}

/** A body may leave out kind and apiVersion, and may not contradict the path. Source: apiserver endpoints/handlers transformDecodeError. */
export function assertKind({ info }: BodyForm, body: unknown): void {
  const said = typeof body === "object" && body !== null ? body : {};
  const unreadable = unreadableKind(said);
  if (unreadable !== undefined) throw badRequest(`the object provided is unrecognized (must be of type ${info.kind}): ${unreadable}`);
  refuseWrongKind(info, said);
}

function refuseWrongKind(info: BodyForm["info"], body: { readonly kind?: string | null; readonly apiVersion?: string | null }): void {
  const [kind, apiVersion] = [body.kind ?? "", body.apiVersion ?? ""];
  const why = wrongKind(info, kind, apiVersion);
  if (why === undefined) return;
  const said = { kind: kind || info.kind, ...parseApiVersion(apiVersion || apiVersionOf(info)) };
  if (why === "") throw badRequest(`the API version in the data (${apiVersionOf(said)}) does not match the expected API version (${apiVersionOf(info)})`);
  throw badRequest(`${said.kind} in version ${quote(said.version)} cannot be handled as a ${info.kind}: ${why}`);
}

/** Why an object that says it is of this kind and version is none of `info`; "" when only the version is another, undefined when it is one. Source: apimachinery runtime/serializer. */
export function wrongKind(info: BodyForm["info"], kind: string, apiVersion: string): string | undefined {
  const said = { kind: kind || info.kind, ...parseApiVersion(apiVersion || apiVersionOf(info)) };
  if (said.kind === info.kind && said.group === info.group && said.version === info.version) return undefined;
  if (definitionOf(said) === undefined) return `no kind ${quote(said.kind)} is registered for version ${quote(apiVersionOf(said))} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
  if (said.kind !== info.kind || said.group !== info.group) return `converting (${said.version}.${said.kind}) to (${internalTypeOf(info)}): unknown conversion`;
  return "";
}

/** Why an object's version or kind cannot be read, in Go's words; undefined when both can. */
export function unreadableKind(body: object): string | undefined {
  const { apiVersion, kind } = body as { apiVersion?: unknown; kind?: unknown };
  for (const [field, value] of Object.entries({ apiVersion, kind })) {
    if (typeof value !== "string" && value !== undefined && value !== null) return `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKindOf(value)} into Go struct field .${field} of type string`;
  }
  return undefined;
}

/**
 * The object's namespace is the path's, whether it was sent or not; an object of the cluster has none, whatever was sent.
 * Source: apiserver rest.EnsureObjectNamespaceMatchesRequestNamespace, for changes endpoints/handlers checkName.
 */
export function settleNamespace({ info }: StoredResource, object: KubeObject, namespace: string | undefined, operation: "create" | "change"): void {
  const metadata = (object.metadata ??= {});
  if (!info.namespaced) {
    delete metadata.namespace;
    return;
  }
  const wanted = namespace ?? "";
  if (metadata.namespace && metadata.namespace !== wanted) {
    throw badRequest(
      operation === "create"
        ? "the namespace of the provided object does not match the namespace sent on the request"
        : `the namespace of the object (${metadata.namespace}) does not match the namespace on the request (${wanted})`,
    );
  }
  metadata.namespace = wanted;
}
