import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import { ownValue } from "../../shared/own-value.ts";
import { parseQuantity } from "../../../machinery/quantity/quantity.ts";
import { containerResourceProblems, isOvercommitAllowed, resourceNameProblems } from "../../shared/resource-names.ts";
import { compareQuantities } from "../../shared/quantities.ts";
import type { LimitRange, LimitRangeItem } from "../../types/core/v1.gen.ts";

const standardTypes = ["Pod", "Container", "PersistentVolumeClaim"];

/** Source: kubernetes validation validateLimitRangeTypeName. */
function typeProblems(type: string): string[] {
  const problems = isQualifiedName(type);
  if (problems.length > 0 || type.includes("/") || standardTypes.includes(type)) return problems;
  return ["must be a standard limit type or fully qualified"];
}

/** Source: kubernetes validation ValidateLimitRange. */
export function validate(limitRange: LimitRange): FieldError[] {
  const errors: FieldError[] = [];
  const types = new Set<string>();
  for (const [index, item] of (limitRange.spec?.limits ?? []).entries()) {
    const path = `spec.limits[${index}]`;
    for (const problem of typeProblems(item.type)) errors.push(invalidValue(`${path}.type`, item.type, problem));
    if (types.has(item.type)) errors.push(duplicateValue(`${path}.type`, item.type));
    types.add(item.type);
    validateItem(item, path, errors);
  }
  return errors;
}

type Amounts = Readonly<Record<string, string>>;

function validateItem(item: LimitRangeItem, path: string, errors: FieldError[]): void {
  const { type, min = {}, max = {}, default: limit = {}, defaultRequest = {}, maxLimitRequestRatio = {} } = item;
  const isPod = type === "Pod";
  const names = (list: Amounts, field: string) => {
    for (const name in list) for (const problem of resourceProblems(type, name)) errors.push(invalidValue(`${path}.${field}[${name}]`, name, problem));
  };
  names(max, "max");
  names(min, "min");
  for (const [field, list] of [["default", limit], ["defaultRequest", defaultRequest]] as const) {
    if (!isPod) names(list, field);
    else if (Object.keys(list).length > 0) errors.push(forbiddenField(`${path}.${field}`, "may not be specified when `type` is 'Pod'"));
  }
  if (type === "PersistentVolumeClaim" && min["storage"] === undefined && max["storage"] === undefined) {
    errors.push(required(`${path}.limits`, "either minimum or maximum storage value is required, but neither was provided"));
  }
  names(maxLimitRequestRatio, "maxLimitRequestRatio");
  const [limits, requests]: readonly [Amounts, Amounts] = isPod ? [{}, {}] : [limit, defaultRequest];
  for (const name of new Set([max, min, limits, requests, maxLimitRequestRatio].flatMap((list) => Object.keys(list)))) {
    const of = (list: Amounts) => ownValue(list, name);
    addAll(errors, validateAmounts({ min: of(min), max: of(max), limit: of(limits), request: of(requests), ratio: of(maxLimitRequestRatio) }, name, path));
  }
}

/** Source: kubernetes validation validateLimitRangeResourceName. */
function resourceProblems(type: string, name: string): string[] {
  return type === "Pod" || type === "Container" ? containerResourceProblems(name) : resourceNameProblems(name);
}

interface OneResource {
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly limit?: string | undefined;
  readonly request?: string | undefined;
  readonly ratio?: string | undefined;
}

/** The amounts of one resource against each other; the value shown is the one that upstream shows. */
function validateAmounts({ min, max, limit, request, ratio }: OneResource, name: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const isMore = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && compareQuantities(a, b) > 0;
  const refuse = (field: string, value: string | undefined, detail: string) => errors.push(invalidValue(`${path}.${field}[${name}]`, value, detail));
  if (isMore(min, max)) refuse("min", min, `min value ${min} is greater than max value ${max}`);
  if (isMore(min, request)) refuse("defaultRequest", request, `min value ${min} is greater than default request value ${request}`);
  if (isMore(request, max)) refuse("defaultRequest", request, `default request value ${request} is greater than max value ${max}`);
  if (isMore(request, limit)) refuse("defaultRequest", request, `default request value ${request} is greater than default limit value ${limit}`);
  if (isMore(min, limit)) refuse("default", min, `min value ${min} is greater than default value ${limit}`);
  if (isMore(limit, max)) refuse("default", max, `default value ${limit} is greater than max value ${max}`);
  if (isMore("1", ratio)) refuse("maxLimitRequestRatio", ratio, `ratio ${ratio} is less than 1`);
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const most = parseQuantity(max).asMilli() / parseQuantity(min).asMilli();
    if (parseQuantity(ratio).asMilli() / 1_000 > most) refuse("maxLimitRequestRatio", ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`);
  }
  if (!isOvercommitAllowed(name) && limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0) {
    refuse("defaultRequest", request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`);
  }
  return errors;
}
