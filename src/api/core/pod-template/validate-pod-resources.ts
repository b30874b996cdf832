import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { compareQuantities } from "../../shared/quantities.ts";
import { ownValue } from "../../shared/own-value.ts";
import { isHugePages, resourceNameProblems } from "../../shared/resource-names.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { PodResourceClaim, PodSpec } from "../../types/core/v1.gen.ts";
import { containerTotals } from "./resource-totals.ts";
import { validateResources, type ResourceNameRule } from "./validate-resources.ts";

/** Source: kubernetes validation validatePodResourceName. */
const podResource: ResourceNameRule = (name, path) => {
  const problems = resourceNameProblems(name);
  if (problems.length > 0) return problems.map((problem) => invalidValue(path, name, problem));
  return name === "cpu" || name === "memory" || isHugePages(name) ? [] : [notSupported(path, name, ["cpu", "hugepages-", "memory"])];
};

/** What the pod as a whole asks for. Source: kubernetes validation validatePodResources. */
export function validatePodResources(spec: PodSpec, path: string): FieldError[] {
  const { resources } = spec;
  if (resources === undefined) return [];
  if (spec.os?.name === "windows") return [forbiddenField(path, "may not be set for a windows pod")];
  const errors: FieldError[] = [];
  if (resources.claims !== undefined) errors.push(forbiddenField(`${path}.claims`, "claims may not be set for Resources at pod-level"));
  addAll(errors, validateResources(resources, spec, path, podResource), validateRequestsHold(spec, path), validateLimitsHold(spec, path));
  return errors;
}

/** The pod's requests, of what it has any, hold its containers'. */
function validateRequestsHold(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, total] of containerTotals(spec, "requests")) {
    const own = ownValue(spec.resources?.requests, name);
    if (own !== undefined && compareQuantities(own, total.toString()) < 0) errors.push(invalidValue(`${path}.requests[${name}]`, own, `must be greater than or equal to aggregate container requests of ${total}`));
  }
  return errors;
}

/** The fields of the containers are said to stand below the pod's. */
function validateLimitsHold(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, { resources }] of (spec.containers ?? []).entries()) {
    for (const [name, own] of Object.entries(resources?.limits ?? {})) {
      const limit = ownValue(spec.resources?.limits, name);
      if (limit !== undefined && compareQuantities(own, limit) > 0) errors.push(invalidValue(`${path}.containers[${index}][${name}].limits`, own, `must be less than or equal to pod limits of ${limit}`));
    }
  }
  return errors;
}

/** Source: kubernetes validation validatePodResourceClaims. */
export function validatePodClaims(spec: PodSpec, path: string): FieldError[] {
  const seen = new Set<string>();
  return (spec.resourceClaims ?? []).flatMap((claim, index) => validatePodClaim(claim, seen, `${path}[${index}]`));
}

function validatePodClaim(claim: PodResourceClaim, seen: Set<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { name, resourceClaimName, resourceClaimTemplateName } = claim;
  if (!name) errors.push(required(`${path}.name`));
  else if (seen.has(name)) errors.push(duplicateValue(`${path}.name`, name));
  else {
    for (const problem of isDns1123Label(name)) errors.push(invalidValue(`${path}.name`, name, problem));
    seen.add(name);
  }
  const shown = { Name: name, ResourceClaimName: resourceClaimName ?? null, ResourceClaimTemplateName: resourceClaimTemplateName ?? null };
  if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) errors.push(invalidValue(path, shown, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"));
  if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) errors.push(invalidValue(path, shown, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"));
  for (const field of ["resourceClaimName", "resourceClaimTemplateName"] as const) {
    const value = claim[field];
    if (value !== undefined) for (const problem of isDns1123Subdomain(value)) errors.push(invalidValue(`${path}.${field}`, value, problem));
  }
  return errors;
}
