import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, invalidValue, notSupported, omittedValue, required, tooMany } from "../../../machinery/errors/field-errors.ts";
import { quote } from "../../../machinery/text/quote.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import type { JobSpec, PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule } from "../../types/batch/v1.gen.ts";

const actions = ["Count", "FailIndex", "FailJob", "Ignore"];
const operators = ["In", "NotIn"];
const conditionStatuses = ["False", "True", "Unknown"];
const limits = { rules: 20, exitCodes: 255, conditions: 20 };

/** A list as Go's `%q` writes it. */
function goList(values: readonly string[]): string {
  return `[${values.map(quote).join(" ")}]`;
}

/** As upstream's own type, which messages show, has it. */
export function podFailurePolicyInGo(policy: PodFailurePolicy | undefined): object | null {
  if (policy === undefined) return null;
  const rules = (policy.rules ?? []).map(({ action, onExitCodes: codes, onPodConditions: conditions }) => ({
    Action: action,
    OnExitCodes: codes === undefined ? null : { ContainerName: codes.containerName ?? null, Operator: codes.operator, Values: codes.values ?? null },
    OnPodConditions: conditions?.map(({ type, status }) => ({ Type: type, Status: status })) ?? null,
  }));
  return { Rules: rules };
}

/** Source: kubernetes batch validation validatePodFailurePolicy. */
export function validatePodFailurePolicy(spec: JobSpec, path: string): FieldError[] {
  const policy = spec.podFailurePolicy;
  if (policy === undefined) return [];
  const rules = policy.rules ?? [];
  const at = `${path}.podFailurePolicy.rules`;
  const errors: FieldError[] = [];
  if (rules.length > limits.rules) errors.push(tooMany(at, rules.length, limits.rules));
  const template = spec.template.spec;
  const names = new Set([...(template?.containers ?? []), ...(template?.initContainers ?? [])].map((container) => container.name));
  for (const [index, rule] of rules.entries()) validateRule(rule, spec, names, `${at}[${index}]`, errors);
  return errors;
}

function validateRule(rule: PodFailurePolicyRule, spec: JobSpec, containerNames: ReadonlySet<string>, path: string, errors: FieldError[]): void {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  if (!action) errors.push(required(`${path}.action`, `valid values: ${goList(actions)}`));
  else if (!actions.includes(action)) errors.push(notSupported(`${path}.action`, action, actions));
  else if (action === "FailIndex" && spec.backoffLimitPerIndex === undefined) {
    errors.push(invalidValue(`${path}.action`, action, "requires the backoffLimitPerIndex to be set"));
  }
  if (onExitCodes !== undefined) validateExitCodes(onExitCodes, containerNames, `${path}.onExitCodes`, errors);
  if (onPodConditions.length > limits.conditions) errors.push(tooMany(`${path}.onPodConditions`, onPodConditions.length, limits.conditions));
  for (const [index, { type, status }] of onPodConditions.entries()) {
    const at = `${path}.onPodConditions[${index}]`;
    for (const problem of isQualifiedName(type ?? "")) errors.push(invalidValue(`${at}.type`, type ?? "", problem));
    if (!status) errors.push(required(`${at}.status`, `valid values: ${goList(conditionStatuses)}`));
    else if (!conditionStatuses.includes(status)) errors.push(notSupported(`${at}.status`, status, conditionStatuses));
  }
  if (onExitCodes !== undefined && onPodConditions.length > 0) errors.push(invalidValue(path, omittedValue, "specifying both OnExitCodes and OnPodConditions is not supported"));
  if (onExitCodes === undefined && onPodConditions.length === 0) errors.push(invalidValue(path, omittedValue, "specifying one of OnExitCodes and OnPodConditions is required"));
}

function validateExitCodes({ operator, values = [], containerName }: PodFailurePolicyOnExitCodesRequirement, containerNames: ReadonlySet<string>, path: string, errors: FieldError[]): void {
  if (!operator) errors.push(required(`${path}.operator`, `valid values: ${goList(operators)}`));
  else if (!operators.includes(operator)) errors.push(notSupported(`${path}.operator`, operator, operators));
  if (containerName !== undefined && !containerNames.has(containerName)) {
    errors.push(invalidValue(`${path}.containerName`, containerName, "must be one of the container or initContainer names in the pod template"));
  }
  const at = `${path}.values`;
  if (values.length === 0) errors.push(invalidValue(at, values, "at least one value is required"));
  else if (values.length > limits.exitCodes) errors.push(tooMany(at, values.length, limits.exitCodes));
  const seen = new Set<number>();
  let ordered = true;
  for (const [index, code] of values.entries()) {
    if (operator === "In" && code === 0) errors.push(invalidValue(`${at}[${index}]`, code, "must not be 0 for the In operator"));
    if (seen.has(code)) errors.push(duplicateValue(`${at}[${index}]`, code));
    seen.add(code);
    if (index > 0 && (values[index - 1] as number) > code) ordered = false;
  }
  if (!ordered) errors.push(invalidValue(at, values, "must be ordered"));
}
