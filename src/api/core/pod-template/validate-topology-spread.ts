import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { TopologySpreadConstraint } from "../../types/core/v1.gen.ts";

const actions = ["DoNotSchedule", "ScheduleAnyway"];
const inclusionPolicies = ["Honor", "Ignore"];

/** Source: kubernetes validation validateTopologySpreadConstraints. */
export function validateTopologySpread(constraints: readonly TopologySpreadConstraint[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const pairs = constraints.map(({ topologyKey, whenUnsatisfiable }) => `{${topologyKey}, ${whenUnsatisfiable}}`);
  for (const [index, constraint] of constraints.entries()) {
    const at = `${path}[${index}]`;
    validateSpread(constraint, at, errors);
    // The first of two is told of the second.
    const pair = pairs[index] as string;
    if (pairs.includes(pair, index + 1)) errors.push(duplicateValue(`${at}.{topologyKey, whenUnsatisfiable}`, pair));
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
  if ((matchLabelKeys ?? []).length > 0 && constraint.labelSelector === undefined) {
    errors.push(forbiddenField(`${path}.matchLabelKeys`, "must not be specified when labelSelector is not set"));
  }
  for (const [index, key] of (matchLabelKeys ?? []).entries()) {
    for (const problem of isQualifiedName(key)) errors.push(invalidValue(`${path}.matchLabelKeys[${index}]`, key, problem));
    if (isSelectedBesides(key, labelSelector)) errors.push(invalidValue(`${path}.matchLabelKeys[${index}]`, key, "exists in both matchLabelKeys and labelSelector"));
  }
  errors.push(...validateLabelSelector(constraint.labelSelector, `${path}.labelSelector`));
}

/** A pod's own key is written out as the last requirement of its label's one value: that one is not somebody's selector. */
function isSelectedBesides(key: string, selector: TopologySpreadConstraint["labelSelector"]): boolean {
  if (Object.hasOwn(selector?.matchLabels ?? {}, key)) return true;
  const requirements = (selector?.matchExpressions ?? []).filter((requirement) => requirement.key === key);
  const last = requirements.at(-1);
  const isWrittenOut = last?.operator === "In" && last.values?.length === 1;
  return requirements.length > (isWrittenOut ? 1 : 0);
}
