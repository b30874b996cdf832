import { internalError } from "../machinery/errors/constructors.ts";
import { StatusError } from "../machinery/errors/status-error.ts";

/** Whatever was thrown, as what a client may see: an error that is no StatusError is our own fault and answers 500. */
export function toStatusError(error: unknown): StatusError {
  return error instanceof StatusError ? error : internalError(error);
}
