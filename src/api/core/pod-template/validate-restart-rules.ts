import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { notSupported, required, tooMany } from "../../../machinery/errors/field-errors.ts";
import type { Container } from "../../types/core/v1.gen.ts";

const restartPolicies = ["Always", "Never", "OnFailure"];
const actions = ["Restart", "RestartAllContainers"];
const operators = ["In", "NotIn"];
const maxRules = 20;
const maxExitCodes = 255;

/** A container's own restart policy and the rules that refine it. Source: kubernetes validation validateContainerRestartPolicy. */
export function validateRestartRules({ restartPolicy, restartPolicyRules = [] }: Container, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (restartPolicy !== undefined && !restartPolicies.includes(restartPolicy)) errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, restartPolicies));
  if (restartPolicyRules.length === 0) return errors;
  const rulesPath = `${path}.restartPolicyRules`;
  if (restartPolicy === undefined) errors.push(required(`${path}.restartPolicy`, "must specify restartPolicy when restart rules are used"));
  if (restartPolicyRules.length > maxRules) errors.push(tooMany(rulesPath, restartPolicyRules.length, maxRules));
  for (const [index, rule] of restartPolicyRules.entries()) {
    const at = `${rulesPath}[${index}]`;
    if (!actions.includes(rule.action)) errors.push(notSupported(`${at}.action`, rule.action ?? "", actions));
    if (rule.exitCodes === undefined) {
      errors.push(required(`${at}.exitCodes`, "must be specified"));
      continue;
    }
    const { operator, values = [] } = rule.exitCodes;
    if (!operators.includes(operator)) errors.push(notSupported(`${at}.exitCodes.operator`, operator ?? "", operators));
    if (values.length > maxExitCodes) errors.push(tooMany(`${at}.exitCodes.values`, values.length, maxExitCodes));
  }
  return errors;
}
