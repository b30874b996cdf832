import type { FieldError } from "../errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, required } from "../errors/field-errors.ts";
import { isLabelValue, isQualifiedName } from "../validation/names.ts";
import type { LabelSelectorObject } from "./label-selector.ts";

/** What is wrong with a LabelSelector object at `path`. Source: meta/v1/validation ValidateLabelSelector. */
export function validateLabelSelector(selector: LabelSelectorObject | undefined | null, path: string): FieldError[] {
  if (selector === undefined || selector === null) return [];
  const errors = validateLabels(selector.matchLabels, `${path}.matchLabels`);
  selector.matchExpressions?.forEach((expression, index) => {
    addAll(errors, validateExpression(expression, `${path}.matchExpressions[${index}]`));
  });
  return errors;
}

/** What is wrong with a map of labels at `path`. Source: meta/v1/validation ValidateLabels. */
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels ?? {})) {
    for (const wrong of isQualifiedName(key)) errors.push(invalidValue(path, key, wrong));
    for (const wrong of isLabelValue(value)) errors.push(invalidValue(path, value, wrong));
  }
  return errors;
}

function validateExpression(expression: NonNullable<LabelSelectorObject["matchExpressions"]>[number], path: string): FieldError[] {
  const { key, operator, values = [] } = expression;
  const errors: FieldError[] = [];
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0) errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) errors.push(forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else {
    errors.push(invalidValue(`${path}.operator`, operator, "not a valid selector operator"));
  }
  for (const wrong of isQualifiedName(key)) errors.push(invalidValue(`${path}.key`, key, wrong));
  values.forEach((value, index) => {
    for (const wrong of isLabelValue(value)) errors.push(invalidValue(`${path}.values[${index}]`, value, wrong));
  });
  return errors;
}
