import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, required, tooLong, tooMany } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import type { JobSpec, SuccessPolicy, SuccessPolicyRule } from "../../types/batch/v1.gen.ts";
import { countIndexes, parseIndexIntervals } from "./index-intervals.ts";

const limits = { rules: 20, indexesBytes: 64 * 1024 };

/** As upstream's own type, which messages show, has it. */
export function successPolicyInGo(policy: SuccessPolicy | undefined): object | null {
  if (policy === undefined) return null;
  return { Rules: (policy.rules ?? []).map(({ succeededIndexes = null, succeededCount = null }) => ({ SucceededIndexes: succeededIndexes, SucceededCount: succeededCount })) };
}

/** Source: kubernetes batch validation validateSuccessPolicy. */
export function validateSuccessPolicy(spec: JobSpec, path: string): FieldError[] {
  const policy = spec.successPolicy;
  if (policy === undefined) return [];
  const at = `${path}.successPolicy`;
  if (spec.completionMode !== "Indexed") return [invalidValue(at, successPolicyInGo(policy), "requires indexed completion mode")];
  const rules = policy.rules ?? [];
  const errors: FieldError[] = [];
  if (rules.length === 0) errors.push(required(`${at}.rules`, "at least one rules must be specified when the successPolicy is specified"));
  if (rules.length > limits.rules) errors.push(tooMany(`${at}.rules`, rules.length, limits.rules));
  for (const [index, rule] of rules.entries()) validateRule(rule, spec, `${at}.rules[${index}]`, errors);
  return errors;
}

function validateRule(rule: SuccessPolicyRule, { completions = 0 }: JobSpec, path: string, errors: FieldError[]): void {
  const { succeededIndexes, succeededCount } = rule;
  if (succeededCount === undefined && succeededIndexes === undefined) errors.push(required(path, "at least one of succeededCount or succeededIndexes must be specified"));
  let listed: number | undefined;
  if (succeededIndexes !== undefined) {
    if (succeededIndexes.length > limits.indexesBytes) errors.push(tooLong(`${path}.succeededIndexes`, limits.indexesBytes));
    const intervals = parseIndexIntervals(succeededIndexes, completions);
    const isProblem = typeof intervals === "string";
    if (isProblem) errors.push(invalidValue(`${path}.succeededIndexes`, succeededIndexes, `error parsing succeededIndexes: ${intervals}`));
    // What cannot be read lists nothing.
    listed = isProblem ? 0 : countIndexes(intervals);
  }
  if (succeededCount === undefined) return;
  addAll(errors, validateNonNegative(succeededCount, `${path}.succeededCount`));
  if (succeededCount > completions) errors.push(invalidValue(`${path}.succeededCount`, succeededCount, `must be less than or equal to ${completions} (the number of specified completions)`));
  if (listed !== undefined && succeededCount > listed) {
    errors.push(invalidValue(`${path}.succeededCount`, succeededCount, `must be less than or equal to ${listed} (the number of indexes in the specified succeededIndexes field)`));
  }
}
