import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, invalidValue } from "../../../machinery/errors/field-errors.ts";
import { validateList } from "./lists.ts";
import { validateLabelKey } from "./names.ts";
import { repeats } from "../../../machinery/validation/repeats.ts";

const maxConditions = 4;

interface BindingParameters {
  readonly bindingConditions?: readonly string[];
  readonly bindingFailureConditions?: readonly string[];
}

/** Both or neither, and none in both. Source: kubernetes resource validation validateDeviceBindingParameters. */
export function validateBindingConditions({ bindingConditions: wanted = [], bindingFailureConditions: failures = [] }: BindingParameters, path: string): FieldError[] {
  const [wantedPath, failuresPath] = [`${path}.bindingConditions`, `${path}.bindingFailureConditions`];
  const errors = [...validateList(wanted, wantedPath, maxConditions, validateLabelKey), ...validateList(failures, failuresPath, maxConditions, validateLabelKey)];
  for (const index of repeats(wanted)) errors.push(duplicateValue(`${wantedPath}[${index}]`, wanted[index]));
  const [repeated, known] = [repeats(failures), new Set(wanted)];
  for (const [index, condition] of failures.entries()) {
    if (repeated.has(index)) errors.push(duplicateValue(`${failuresPath}[${index}]`, condition));
    if (known.has(condition)) errors.push(invalidValue(`${failuresPath}[${index}]`, condition, "bindingFailureConditions must not overlap with bindingConditions"));
  }
  if (wanted.length === 0 && failures.length > 0) errors.push(invalidValue(wantedPath, null, "bindingConditions are required to use bindingFailureConditions"));
  if (failures.length === 0 && wanted.length > 0) errors.push(invalidValue(failuresPath, null, "bindingFailureConditions are required to use bindingConditions"));
  return errors;
}
