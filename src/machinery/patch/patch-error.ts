import { StatusError } from "../errors/status-error.ts";

/**
 * The patch is well formed and does not fit the object. Upstream hides the cause behind a general message, which clients
 * match on; we add the cause to the details. Source: apimachinery NewGenericServerResponse with code 422.
 */
export function patchDoesNotApply(cause: string): StatusError {
  return new StatusError("Invalid", "the server rejected our request due to an error in our request", { details: { causes: [{ message: cause }] } });
}
