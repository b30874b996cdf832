import { groupResource } from "../meta/resource.ts";
import { quote } from "../text/quote.ts";
import type { FieldError } from "./field-error.ts";
import { fieldErrorCause, formatFieldErrors } from "./field-errors.ts";
import type { StatusCause, StatusDetails } from "./status.ts";
import { StatusError } from "./status-error.ts";

/**
 * The errors that an API server answers with, in upstream's words.
 * Source: apimachinery pkg/api/errors/errors.go.
 */

/** A resource of a group, whatever its version: how errors name what they are about. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** Upstream writes a plural resource into `details.kind`; clients rely on it. */
function detailsOf({ group, resource }: GroupResource, name: string): StatusDetails {
  return { ...(name === "" ? {} : { name }), ...(group === "" ? {} : { group }), ...(resource === "" ? {} : { kind: resource }) };
}

/** `pods "web" not found`. */
export function notFound(resource: GroupResource, name: string): StatusError {
  return new StatusError("NotFound", `${groupResource(resource)} ${quote(name)} not found`, { details: detailsOf(resource, name) });
}

/** The path names nothing that is served. */
export function pathNotFound(): StatusError {
  return new StatusError("NotFound", "the server could not find the requested resource", { details: {} });
}

export function alreadyExists(resource: GroupResource, name: string): StatusError {
  return new StatusError("AlreadyExists", `${groupResource(resource)} ${quote(name)} already exists`, { details: detailsOf(resource, name) });
}

/** Every name that was generated was taken. */
export function generateNameConflict(resource: GroupResource, name: string, retryAfterSeconds: number): StatusError {
  const message = `${groupResource(resource)} ${quote(name)} already exists, the server was not able to generate a unique name for the object`;
  return new StatusError("AlreadyExists", message, { details: detailsOf(resource, name), retryAfterSeconds });
}

/** The reason given when an update's resourceVersion is not the newest. Source: apiserver registry OptimisticLockErrorMsg. */
export const modifiedMeanwhile = "the object has been modified; please apply your changes to the latest version and try again";

/** A write lost an optimistic-concurrency race or a precondition did not hold. */
export function conflict(resource: GroupResource, name: string, why: string = modifiedMeanwhile): StatusError {
  const message = `Operation cannot be fulfilled on ${groupResource(resource)} ${quote(name)}: ${why}`;
  return new StatusError("Conflict", message, { details: detailsOf(resource, name) });
}

/** A server-side apply met fields that other managers own. */
export function applyConflict(causes: readonly StatusCause[], message: string): StatusError {
  return new StatusError("Conflict", message, { details: { causes: [...causes] } });
}

/** `why` alone without a resource; `pods is forbidden: why` without a name. */
export function forbidden(resource: GroupResource, name: string, why: string): StatusError {
  const subject =
    resource.resource === "" ? "forbidden" : name === "" ? `${groupResource(resource)} is forbidden` : `${groupResource(resource)} ${quote(name)} is forbidden`;
  return new StatusError("Forbidden", `${subject}: ${why}`, { details: detailsOf(resource, name) });
}

/** Who makes more mistakes than these, or mistakes that take more characters to tell, hears how many there are: all of them, in words, could be a hundred times what was sent. */
const mostMistakesTold = 10_000;
const mostCharactersTold = 2_000_000;

/** `Job.batch "x" is invalid: [..., ...]`, with every error as a cause. */
export function invalid({ group, kind }: GroupKind, name: string, errors: readonly FieldError[]): StatusError {
  const subject = `${group === "" ? kind : `${kind}.${group}`} ${quote(name)} is invalid`;
  const causes = causesOf(errors);
  const more = errors.length > causes.length ? ` and ${errors.length - causes.length} more` : "";
  const message = errors.length === 0 ? subject : `${subject}: ${formatFieldErrors(errors.slice(0, causes.length))}${more}`;
  return new StatusError("Invalid", message, {
    details: { ...(name === "" ? {} : { name }), ...(group === "" ? {} : { group }), ...(kind === "" ? {} : { kind }), ...(causes.length === 0 ? {} : { causes }) },
  });
}

function causesOf(errors: readonly FieldError[]): StatusCause[] {
  const causes: StatusCause[] = [];
  let characters = 0;
  for (const error of errors.slice(0, mostMistakesTold)) {
    if (characters > mostCharactersTold) break;
    const cause = fieldErrorCause(error);
    characters += cause.message?.length ?? 0;
    causes.push(cause);
  }
  return causes;
}

export function badRequest(why: string): StatusError {
  return new StatusError("BadRequest", why);
}

export function unauthorized(why = ""): StatusError {
  return new StatusError("Unauthorized", why === "" ? "not authorized" : why);
}

/** `delete is not supported on resources of kind "pods"`. */
export function methodNotSupported(resource: GroupResource, action: string): StatusError {
  const message = `${action} is not supported on resources of kind ${quote(groupResource(resource))}`;
  return new StatusError("MethodNotAllowed", message, { details: detailsOf(resource, "") });
}

/** The path is served, and not to this method. Source: apimachinery NewGenericServerResponse. */
export function methodNotAllowed(): StatusError {
  return new StatusError("MethodNotAllowed", "the server does not allow this method on the requested resource", { details: {} });
}

export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError("TooManyRequests", message, { details: {}, retryAfterSeconds });
}

/** What a watch or a paged list asked for is no longer kept. `continueToken` lets a paged list go on, less consistently. */
export function expired(message: string, continueToken?: string): StatusError {
  return new StatusError("Expired", message, { continueToken });
}

export function gone(message: string): StatusError {
  return new StatusError("Gone", message);
}

/** The server did not finish in time, and nobody knows whether the operation happened. */
export function timeout(message: string, retryAfterSeconds = 0): StatusError {
  return new StatusError("Timeout", `Timeout: ${message}`, { details: retryAfterSeconds > 0 ? { retryAfterSeconds } : {} });
}

/** The server could not do it now, for a cause of its own; the same request may work later. */
export function serverTimeout(resource: GroupResource, operation: string, retryAfterSeconds: number): StatusError {
  const message = `The ${operation} operation against ${groupResource(resource)} could not be completed at this time, please try again.`;
  return new StatusError("ServerTimeout", message, { details: detailsOf(resource, ""), retryAfterSeconds });
}

export function serviceUnavailable(message: string, retryAfterSeconds?: number): StatusError {
  return new StatusError("ServiceUnavailable", message, { retryAfterSeconds });
}

export function internalError(cause: unknown): StatusError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new StatusError("InternalError", `Internal error occurred: ${text}`, { details: { causes: [{ message: text }] }, cause });
}

export function requestEntityTooLarge(message: string): StatusError {
  return new StatusError("RequestEntityTooLarge", `Request entity too large: ${message}`);
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  return new StatusError("NotAcceptable", `only the following media types are accepted: ${accepted.join(", ")}`);
}

/** What was found has no such form: `found` is what it is. Source: apiserver endpoints/handlers asPartialObjectMetadata. */
export function formNotAcceptable(requested: string, found: string): StatusError {
  return new StatusError("NotAcceptable", `you requested ${requested}, but the requested object is ${found}`);
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return new StatusError("UnsupportedMediaType", `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`);
}
