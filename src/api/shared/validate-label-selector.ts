import type { FieldError } from "../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, required } from "../../machinery/errors/field-errors.ts";
import { isLabelValue, isQualifiedName } from "../../machinery/validation/names.ts";
import type { SelectorLike } from "./format-selector.ts";
import { validateLabels } from "./validate-labels.ts";

/** Source: apimachinery meta/v1/validation ValidateLabelSelector. */
export function validateLabelSelector(selector: SelectorLike | undefined, path: string): FieldError[] {
  if (selector === undefined) return [];
  const errors = validateLabels(selector.matchLabels, `${path}.matchLabels`);
  for (const [index, { key = "", operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
    const at = `${path}.matchExpressions[${index}]`;
    switch (operator) {
      case "In":
      case "NotIn":
        if (values.length === 0) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
        break;
      case "Exists":
      case "DoesNotExist":
        if (values.length > 0) errors.push(forbiddenField(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        break;
      default:
        errors.push(invalidValue(`${at}.operator`, operator ?? "", "not a valid selector operator"));
    }
    for (const problem of isQualifiedName(key)) errors.push(invalidValue(`${at}.key`, key, problem));
    for (const [valueIndex, value] of values.entries()) {
      for (const problem of isLabelValue(value)) errors.push(invalidValue(`${at}.values[${valueIndex}]`, value, problem));
    }
  }
  return errors;
}

/** True for a selector that requires nothing, and so selects everything. */
export function selectsEverything(selector: SelectorLike | undefined): boolean {
  return selector !== undefined && Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}
