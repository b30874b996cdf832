import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, mustNotBeNegative, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { parseQuantity } from "../../../machinery/quantity/quantity.ts";
import type { HPAScalingRules } from "../../types/autoscaling/v2.gen.ts";

/** Source: kubernetes pkg/apis/autoscaling/validation MaxPeriodSeconds, MaxStabilizationWindowSeconds. */
const longest = { periodSeconds: 1800, windowSeconds: 3600 };
const selectPolicies = ["Disabled", "Max", "Min"];
const policyTypes = ["Percent", "Pods"];

/** Source: kubernetes pkg/apis/autoscaling/validation validateScalingRules. */
export function validateBehavior({ stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance }: HPAScalingRules, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const windowPath = `${path}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0) errors.push(invalidValue(windowPath, window, "must be greater than or equal to zero"));
  if (window !== undefined && window > longest.windowSeconds) errors.push(invalidValue(windowPath, window, `must be less than or equal to ${longest.windowSeconds}`));
  if (selectPolicy !== undefined && !selectPolicies.includes(selectPolicy)) errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, selectPolicies));
  if (policies.length === 0) errors.push(required(`${path}.policies`, "must specify at least one Policy"));
  for (const [index, { type, value, periodSeconds }] of policies.entries()) {
    const at = `${path}.policies[${index}]`;
    if (!policyTypes.includes(type)) errors.push(notSupported(`${at}.type`, type, policyTypes));
    if (!(value > 0)) errors.push(invalidValue(`${at}.value`, value ?? 0, "must be greater than zero"));
    if (!(periodSeconds > 0)) errors.push(invalidValue(`${at}.periodSeconds`, periodSeconds ?? 0, "must be greater than zero"));
    if (periodSeconds > longest.periodSeconds) errors.push(invalidValue(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${longest.periodSeconds}`));
  }
  if (tolerance !== undefined && parseQuantity(tolerance).sign < 0) errors.push(invalidValue(`${path}.tolerance`, tolerance, mustNotBeNegative));
  return errors;
}
