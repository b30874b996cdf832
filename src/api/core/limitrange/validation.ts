import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import { ownValue } from "../../shared/own-value.ts";
import { compareQuantities } from "../../shared/quantities.ts";
import type { LimitRange, LimitRangeItem } from "../../types/core/v1.gen.ts";

/** Source: kubernetes validation ValidateLimitRange. */
export function validate(limitRange: LimitRange): FieldError[] {
  const errors: FieldError[] = [];
  const types = new Set<string>();
  for (const [index, item] of (limitRange.spec?.limits ?? []).entries()) {
    const path = `spec.limits[${index}]`;
    for (const problem of item.type === "" ? [] : isQualifiedName(item.type)) errors.push(invalidValue(`${path}.type`, item.type, problem));
    if (types.has(item.type)) errors.push(duplicateValue(`${path}.type`, item.type));
    types.add(item.type);
    validateItem(item, path, errors);
  }
  return errors;
}

function validateItem(item: LimitRangeItem, path: string, errors: FieldError[]): void {
  const { min = {}, max = {}, default: limit = {}, defaultRequest = {} } = item;
  if (item.type === "Pod") {
    if (Object.keys(limit).length > 0) errors.push(forbiddenField(`${path}.default`, "may not be specified when `type` is 'Pod'"));
    if (Object.keys(defaultRequest).length > 0) errors.push(forbiddenField(`${path}.defaultRequest`, "may not be specified when `type` is 'Pod'"));
  }
  if (item.type === "PersistentVolumeClaim" && min["storage"] === undefined && max["storage"] === undefined) {
    errors.push(required(`${path}.limits`, "either minimum or maximum storage value is required, but neither was provided"));
  }
  const atMost = (list: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>, at: string, words: (value: string, bound: string) => string) => {
    for (const name in list) {
      const value = list[name] as string;
      const bound = ownValue(other, name);
      if (bound !== undefined && compareQuantities(value, bound) > 0) errors.push(invalidValue(`${path}.${at}[${name}]`, value, words(value, bound)));
    }
  };
  atMost(min, max, "min", (value, bound) => `min value ${value} is greater than max value ${bound}`);
  atMost(min, defaultRequest, "defaultRequest", (value, bound) => `min value ${value} is greater than default request value ${bound}`);
  atMost(defaultRequest, max, "defaultRequest", (value, bound) => `default request value ${value} is greater than max value ${bound}`);
  atMost(defaultRequest, limit, "defaultRequest", (value, bound) => `default request value ${value} is greater than default limit value ${bound}`);
  atMost(min, limit, "default", (value, bound) => `min value ${value} is greater than default value ${bound}`);
  for (const [name, ratio] of Object.entries(item.maxLimitRequestRatio ?? {})) {
    if (compareQuantities(ratio, "1") < 0) errors.push(invalidValue(`${path}.maxLimitRequestRatio[${name}]`, ratio, `ratio ${ratio} is less than 1`));
  }
  atMost(limit, max, "default", (value, bound) => `default value ${value} is greater than max value ${bound}`);
}
