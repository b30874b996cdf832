import { StatusError } from "../errors/status-error.ts";

/**
 * The patch is well formed and does not fit the object. Clients are told no more than that: kubectl would print a cause in
 * place of the general message, which others match on. Source: apimachinery NewGenericServerResponse with code 422.
 */
export function patchDoesNotApply(cause: string): StatusError {
  return new StatusError("Invalid", "the server rejected our request due to an error in our request", { details: {}, cause: new Error(cause) });
}
