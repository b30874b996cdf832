import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported } from "../../../machinery/errors/field-errors.ts";
import { isLabelValue, isQualifiedName } from "../../../machinery/validation/names.ts";
import type { Toleration } from "../../types/core/v1.gen.ts";

/** Source: kubernetes validation ValidateTolerations. */
export function validateTolerations(tolerations: readonly Toleration[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, toleration] of tolerations.entries()) validateToleration(toleration, `${path}[${index}]`, errors);
  return errors;
}

function validateToleration(toleration: Toleration, path: string, errors: FieldError[]): void {
  const { key, operator, value, effect, tolerationSeconds } = toleration;
  if (key) for (const problem of isQualifiedName(key)) errors.push(invalidValue(`${path}.key`, key, problem));
  if (!key && operator !== "Exists") {
    errors.push(invalidValue(`${path}.operator`, operator ?? "", 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
  }
  if (tolerationSeconds !== undefined && effect !== "NoExecute") {
    errors.push(invalidValue(`${path}.effect`, effect ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  }
  switch (operator) {
    case undefined:
    case "Equal": {
      const problems = isLabelValue(value ?? "");
      if (problems.length > 0) errors.push(invalidValue(`${path}.operator`, value ?? "", problems.join(";")));
      break;
    }
    case "Exists":
      if (value) errors.push(invalidValue(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"));
      break;
    case "Lt":
    case "Gt":
      // Alpha: refused, though the list names them.
      errors.push(notSupported(`${path}.operator`, operator, ["Equal", "Exists", "Lt", "Gt"]));
      break;
    default:
      // The empty operator means Equal.
      if ((operator as string) !== "") errors.push(notSupported(`${path}.operator`, operator, ["Equal", "Exists"]));
  }
  if (effect) addAll(errors, validateTaintEffect(effect, `${path}.effect`));
}

const taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** Source: kubernetes validation validateTaintEffect. */
export function validateTaintEffect(effect: string, path: string): FieldError[] {
  return taintEffects.includes(effect) ? [] : [notSupported(path, effect, taintEffects)];
}
