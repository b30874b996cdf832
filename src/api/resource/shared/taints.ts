import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import type { DeviceTaint, DeviceToleration } from "../../types/resource/v1.gen.ts";
import { validateLabelKey, validateLabelValue } from "./names.ts";

const effects = ["NoExecute", "NoSchedule", "None"];
const operators = ["Equal", "Exists"];

/** Source: kubernetes resource validation validateDeviceTaint. */
export function validateTaint({ key, value = "", effect }: DeviceTaint, path: string): FieldError[] {
  const errors = validateLabelKey(key, `${path}.key`);
  if (value !== "") addAll(errors, validateLabelValue(value, `${path}.value`));
  if (!effect) errors.push(required(`${path}.effect`));
  else addAll(errors, validateEffect(effect, path));
  return errors;
}

/** Source: kubernetes resource validation validateDeviceToleration. */
export function validateToleration({ key = "", operator, value = "", effect = undefined }: DeviceToleration, path: string): FieldError[] {
  const errors = key === "" ? [] : validateLabelKey(key, `${path}.key`);
  switch (operator) {
    case "Exists":
      if (value !== "") errors.push(invalidValue(`${path}.value`, value, "must be empty for operator `Exists`"));
      break;
    case "Equal":
      addAll(errors, validateLabelValue(value, `${path}.value`));
      break;
    default:
      errors.push(operator ? notSupported(`${path}.operator`, operator, operators) : required(`${path}.operator`));
  }
  if (effect) addAll(errors, validateEffect(effect, path));
  return errors;
}

function validateEffect(effect: string, path: string): FieldError[] {
  return effects.includes(effect) ? [] : [notSupported(`${path}.effect`, effect, effects)];
}
