import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { TopologySpreadConstraint } from "../../types/core/v1.gen.ts";
import { validateLabelKeys } from "./validate-label-keys.ts";

const actions = ["DoNotSchedule", "ScheduleAnyway"];
const inclusionPolicies = ["Honor", "Ignore"];

/** Source: kubernetes validation validateTopologySpreadConstraints. */
export function validateTopologySpread(constraints: readonly TopologySpreadConstraint[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const pairs = constraints.map(({ topologyKey, whenUnsatisfiable }) => `{${topologyKey}, ${whenUnsatisfiable}}`);
  const last = new Map(pairs.map((pair, index) => [pair, index]));
  for (const [index, constraint] of constraints.entries()) {
    const at = `${path}[${index}]`;
    validateSpread(constraint, at, errors);
    // The first of two is told of the second.
    const pair = pairs[index] as string;
    if ((last.get(pair) ?? 0) > index) errors.push(duplicateValue(`${at}.{topologyKey, whenUnsatisfiable}`, pair));
    validateCounting(constraint, at, errors);
  }
  return errors;
}

function validateSpread({ maxSkew, topologyKey, whenUnsatisfiable }: TopologySpreadConstraint, path: string, errors: FieldError[]): void {
  if (!(maxSkew > 0)) errors.push(invalidValue(`${path}.maxSkew`, maxSkew ?? 0, "must be greater than zero"));
  if (!topologyKey) errors.push(required(`${path}.topologyKey`, "can not be empty"));
  if (!actions.includes(whenUnsatisfiable)) errors.push(notSupported(`${path}.whenUnsatisfiable`, whenUnsatisfiable ?? "", actions));
}

/** Which domains and which pods are counted. */
function validateCounting(constraint: TopologySpreadConstraint, path: string, errors: FieldError[]): void {
  const { whenUnsatisfiable, minDomains, matchLabelKeys, labelSelector } = constraint;
  if (minDomains !== undefined) {
    if (minDomains <= 0) errors.push(invalidValue(`${path}.minDomains`, minDomains, "must be greater than zero"));
    if (whenUnsatisfiable !== "DoNotSchedule") {
      errors.push(invalidValue(`${path}.minDomains`, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`));
    }
  }
  for (const field of ["nodeAffinityPolicy", "nodeTaintsPolicy"] as const) {
    const policy = constraint[field];
    if (policy !== undefined && !inclusionPolicies.includes(policy)) errors.push(notSupported(`${path}.${field}`, policy, inclusionPolicies));
  }
  addAll(errors, validateLabelKeys({ labelSelector, matchLabelKeys }, path));
  addAll(errors, validateLabelSelector(constraint.labelSelector, `${path}.labelSelector`));
}
