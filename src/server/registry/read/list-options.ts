import { invalid } from "../../../machinery/errors/constructors.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, notSupported } from "../../../machinery/errors/field-errors.ts";
import type { RequestOptions } from "../../../machinery/request/api-request.ts";

/**
 * Refuses combinations of options that mean nothing. Source: apimachinery meta/internalversion/validation
 * ValidateListOptions.
 */
export function validateListOptions(options: RequestOptions, isWatch: boolean): void {
  const errors = isWatch ? watchErrors(options) : listErrors(options);
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", errors);
}

const match = "resourceVersionMatch";

function listErrors({ resourceVersion = "", resourceVersionMatch, continue: continueToken = "", sendInitialEvents }: RequestOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (resourceVersionMatch !== undefined) {
    if (resourceVersion === "") errors.push(forbiddenField(match, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    if (continueToken !== "") errors.push(forbiddenField(match, "resourceVersionMatch is forbidden when continue is provided"));
    addAll(errors, unknownMatch(resourceVersionMatch, ["Exact", "NotOlderThan", ""]));
    if (resourceVersionMatch === "Exact" && resourceVersion === "0") errors.push(forbiddenField(match, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (sendInitialEvents !== undefined) errors.push(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  return errors;
}

function watchErrors({ resourceVersionMatch, continue: continueToken = "", sendInitialEvents }: RequestOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && resourceVersionMatch !== "NotOlderThan") {
    errors.push(forbiddenField(match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
  }
  if (resourceVersionMatch === undefined) return errors;
  if (sendInitialEvents === undefined) errors.push(forbiddenField(match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
  addAll(errors, unknownMatch(resourceVersionMatch, ["NotOlderThan"]));
  if (continueToken !== "") errors.push(forbiddenField(match, "resourceVersionMatch is forbidden when continue is provided"));
  return errors;
}

function unknownMatch(value: string, supported: readonly string[]): FieldError[] {
  return supported.includes(value) ? [] : [notSupported(match, value, supported)];
}
