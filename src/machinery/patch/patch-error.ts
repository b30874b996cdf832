import { badRequest } from "../errors/constructors.ts";
import { StatusError } from "../errors/status-error.ts";

/**
 * The patch is well formed and does not fit the object. Clients are told no more than that: kubectl would print a cause in
 * place of the general message, which others match on. Source: apimachinery NewGenericServerResponse with code 422.
 */
export function patchDoesNotApply(cause: string): StatusError {
  return new StatusError("Invalid", "the server rejected our request due to an error in our request", { details: {}, cause: new Error(cause) });
}

/** The patch is not of the shape that its type has. `goType` is what upstream decodes into. Source: apiserver endpoints/handlers/patch.go. */
export function undecodablePatch(found: unknown, goType: string): StatusError {
  const kind = found === null ? "null" : Array.isArray(found) ? "array" : typeof found === "boolean" ? "bool" : typeof found;
  return badRequest(`error decoding patch: json: cannot unmarshal ${kind} into Go value of type ${goType}`);
}

/** What upstream decodes merge patches into, strategic ones too. */
export const mergePatchType = "map[string]interface {}";
