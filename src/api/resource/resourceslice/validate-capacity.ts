import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { parseQuantity, type Quantity } from "../../../machinery/quantity/quantity.ts";
import type { CapacityRequestPolicy, CapacityRequestPolicyRange, DeviceCapacity } from "../../types/resource/v1.gen.ts";
import { validateSet } from "../shared/lists.ts";

const maxOptions = 10;

/** Only what may be allocated more than once is handed out in parts. Source: kubernetes resource validation validateMultiAllocatableDeviceCapacity, validateSingleAllocatableDeviceCapacity. */
export function validateCapacity({ value, requestPolicy }: DeviceCapacity, path: string, { isShared }: { readonly isShared: boolean }): FieldError[] {
  if (requestPolicy === undefined) return [];
  const at = `${path}.requestPolicy`;
  return isShared ? validatePolicy(parseQuantity(value), requestPolicy, at) : [forbiddenField(at, "allowMultipleAllocations must be true")];
}

/** Source: kubernetes resource validation validateRequestPolicy. */
function validatePolicy(capacity: Quantity, { default: wanted, validValues = [], validRange }: CapacityRequestPolicy, path: string): FieldError[] {
  const kind = validValues.length > 0 ? "validValues" : "validRange";
  if (validValues.length > 0 && validRange !== undefined) return [forbiddenField(path, 'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time')];
  if (validValues.length === 0 && validRange === undefined) return [];
  if (wanted === undefined) return [required(`${path}.default`, `required when ${kind} is defined`)];
  const amount = parseQuantity(wanted);
  return validRange === undefined ? validateOptions(amount, capacity, validValues.map(parseQuantity), `${path}.validValues`) : validateRange(amount, capacity, validRange, `${path}.validRange`);
}

/** Source: kubernetes resource validation validateRequestPolicyValidValues. */
function validateOptions(wanted: Quantity, capacity: Quantity, options: readonly Quantity[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, option] of options.entries()) {
    const before = options[index - 1];
    if (before !== undefined && before.compare(option) > 0) errors.push(invalidValue(`${path}[${index}]`, `${option}`, "values must be sorted in ascending order"));
  }
  const validateOption = (option: Quantity, at: string) => (option.compare(capacity) > 0 ? [invalidValue(at, `${option}`, `option is larger than capacity value: ${capacity}`)] : []);
  addAll(errors, validateSet(options, path, maxOptions, validateOption, (option) => `${option.scaledValue(0)}`));
  // A list that is too long is not looked into.
  const isOption = options.length <= maxOptions && options.some((option) => option.compare(wanted) === 0);
  if (!isOption) errors.push(invalidValue(path, `${wanted}`, "default value is not valid according to the requestPolicy"));
  return errors;
}

/** Source: kubernetes resource validation validateRequestPolicyRange. */
function validateRange(wanted: Quantity, capacity: Quantity, range: CapacityRequestPolicyRange, path: string): FieldError[] {
  if (range.min === undefined) return [required(`${path}.min`, "required when validRange is defined")];
  const min = parseQuantity(range.min);
  const errors: FieldError[] = [];
  if (min.compare(capacity) > 0) errors.push(invalidValue(`${path}.min`, `${min}`, `min is larger than capacity value: ${capacity}`));
  if (wanted.compare(min) < 0) errors.push(invalidValue(`${path}.min`, `${wanted}`, `default is less than min: ${min}`));
  const max = range.max === undefined ? undefined : parseQuantity(range.max);
  if (max !== undefined) {
    if (min.compare(max) > 0) errors.push(invalidValue(`${path}.max`, `${min}`, `min is larger than max: ${max}`));
    if (max.compare(capacity) > 0) errors.push(invalidValue(`${path}.max`, `${max}`, `max is larger than capacity value: ${capacity}`));
    if (wanted.compare(max) > 0) errors.push(invalidValue(`${path}.max`, `${wanted}`, `default is more than max: ${max}`));
  }
  if (range.step === undefined) return errors;
  const step = parseQuantity(range.step);
  const next = min.add(step);
  if (next.compare(capacity) > 0) errors.push(invalidValue(`${path}.step`, `${step}`, `one step ${next} is larger than capacity value: ${capacity}`));
  for (const value of max === undefined ? [wanted] : [wanted, max]) {
    const isStep = (value.scaledValue(0) - min.scaledValue(0)) % step.scaledValue(0) === 0;
    if (!isStep) errors.push(invalidValue(`${path}.step`, `${value}`, `value is not a multiple of a given step (${step}) from (${min})`));
  }
  return errors;
}
