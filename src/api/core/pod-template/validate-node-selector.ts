import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain, isLabelValue, isQualifiedName } from "../../../machinery/validation/names.ts";
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from "../../types/core/v1.gen.ts";

/** Source: kubernetes validation ValidateNodeSelector. */
export function validateNodeSelector(selector: NodeSelector, path: string): FieldError[] {
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0) return [required(`${path}.nodeSelectorTerms`, "must have at least one node selector term")];
  return terms.flatMap((term, index) => validateNodeSelectorTerm(term, `${path}.nodeSelectorTerms[${index}]`));
}

/** `anyValue`: what is only preferred may name values that no label can have. */
export function validateNodeSelectorTerm(term: NodeSelectorTerm, path: string, { anyValue = false } = {}): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, requirement] of (term.matchExpressions ?? []).entries()) addAll(errors, validateExpression(requirement, `${path}.matchExpressions[${index}]`, anyValue));
  for (const [index, requirement] of (term.matchFields ?? []).entries()) validateField(requirement, `${path}.matchFields[${index}]`, errors);
  return errors;
}

function validateExpression({ key = "", operator, values = [] }: NodeSelectorRequirement, path: string, anyValue: boolean): FieldError[] {
  const errors: FieldError[] = [];
  switch (operator) {
    case "In":
    case "NotIn":
      if (values.length === 0) errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case "Exists":
    case "DoesNotExist":
      if (values.length > 0) errors.push(forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case "Gt":
    case "Lt":
      if (values.length !== 1) errors.push(required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      errors.push(invalidValue(`${path}.operator`, operator ?? "", "not a valid selector operator"));
  }
  for (const problem of isQualifiedName(key)) errors.push(invalidValue(`${path}.key`, key, problem));
  if (anyValue) return errors;
  for (const [index, value] of values.entries()) {
    for (const problem of isLabelValue(value)) errors.push(invalidValue(`${path}.values[${index}]`, value, problem));
  }
  return errors;
}

/** Fields of a node that can be matched: its name only. */
function validateField({ key = "", operator, values = [] }: NodeSelectorRequirement, path: string, errors: FieldError[]): void {
  if (operator === "In" || operator === "NotIn") {
    if (values.length !== 1) errors.push(required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  } else errors.push(invalidValue(`${path}.operator`, operator ?? "", "not a valid selector operator"));
  if (key !== "metadata.name") {
    errors.push(invalidValue(`${path}.key`, key, "not a valid field selector key"));
    return;
  }
  for (const [index, value] of values.entries()) {
    for (const problem of isDns1123Subdomain(value)) errors.push(invalidValue(`${path}.values[${index}]`, value, problem));
  }
}
