import type { FieldError } from "../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, invalidValue, notSupported, required, tooLong } from "../../machinery/errors/field-errors.ts";
import { isQualifiedName, regexError } from "../../machinery/validation/names.ts";
import type { Condition } from "../types/meta/v1.gen.ts";

const statuses = ["False", "True", "Unknown"];
const limits = { reasonBytes: 1024, messageBytes: 32 * 1024 };

const reasonPattern = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
const reasonRegExp = new RegExp(`^${reasonPattern}$`);
const reasonRule = "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'";

/** Conditions of the common form, each type once. Source: apimachinery meta/v1/validation ValidateConditions. */
export function validateConditions(conditions: readonly Condition[] | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, condition] of (conditions ?? []).entries()) {
    const at = `${path}[${index}]`;
    if (seen.has(condition.type)) errors.push(duplicateValue(`${at}.type`, condition.type));
    seen.add(condition.type);
    addAll(errors, validateCondition(condition, at));
  }
  return errors;
}

function validateCondition({ type, status, observedGeneration = 0, lastTransitionTime, reason, message }: Condition, path: string): FieldError[] {
  const errors = isQualifiedName(type).map((problem) => invalidValue(`${path}.type`, type, problem));
  if (!statuses.includes(status)) errors.push(notSupported(`${path}.status`, status, statuses));
  if (observedGeneration < 0) errors.push(invalidValue(`${path}.observedGeneration`, observedGeneration, "must be greater than or equal to zero"));
  if (!lastTransitionTime) errors.push(required(`${path}.lastTransitionTime`));
  if (!reason) errors.push(required(`${path}.reason`));
  else {
    if (!reasonRegExp.test(reason)) errors.push(invalidValue(`${path}.reason`, reason, regexError(reasonRule, reasonPattern, "my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB")));
    if (Buffer.byteLength(reason) > limits.reasonBytes) errors.push(tooLong(`${path}.reason`, limits.reasonBytes));
  }
  if (Buffer.byteLength(message ?? "") > limits.messageBytes) errors.push(tooLong(`${path}.message`, limits.messageBytes));
  return errors;
}
