import { StatusError } from "../machinery/errors/status-error.ts";

/** A path that names no served resource. Source: apiserver endpoints/handlers/responsewriters.ErrorNegotiated for unknown groups and kinds. */
export function resourceNotFound(): StatusError {
  return new StatusError("NotFound", "the server could not find the requested resource", { details: {} });
}

/** A verb that the resource does not serve. Source: apimachinery errors.NewMethodNotSupported. */
export function methodNotAllowed(resource: string, verb: string): StatusError {
  return new StatusError("MethodNotAllowed", `${verb} is not supported on resources of kind ${JSON.stringify(resource)}`, { details: { kind: resource } });
}

/** Nobody known sent the request. Source: apimachinery errors.NewUnauthorized. */
export function unauthorized(): StatusError {
  return new StatusError("Unauthorized", "Unauthorized");
}

/** Whatever was thrown, as a Status: what is no StatusError is our fault and answers 500 without inner details. */
export function toStatusError(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StatusError("InternalError", `Internal error occurred: ${message}`, { details: { causes: [{ message }] }, cause: error });
}
