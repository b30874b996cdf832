import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { nonNegativeQuantityProblems, compareQuantities } from "../../shared/quantities.ts";
import { ownValue } from "../../shared/own-value.ts";
import { isHugePages } from "../../shared/resource-names.ts";
import { parseQuantity, Quantity } from "../../../machinery/quantity/quantity.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { PodSpec } from "../../types/core/v1.gen.ts";
import { validateAgainstLimit, validateAmount } from "./validate-resources.ts";

const podLevelResources = ["cpu", "memory"];

/** What the pod as a whole asks for: pod-level resources, overhead, claims. Source: kubernetes validation validatePodResources, validateOverhead, validatePodResourceClaims. */
export function validatePodResources(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  validatePodLevel(spec, `${path}.resources`, errors);
  for (const name in spec.overhead) {
    for (const problem of nonNegativeQuantityProblems(spec.overhead[name] as string)) errors.push(invalidValue(`${path}.overhead.limits[${name}]`, spec.overhead[name], problem));
  }
  validateClaims(spec, `${path}.resourceClaims`, errors);
  return errors;
}

function validatePodLevel(spec: PodSpec, path: string, errors: FieldError[]): void {
  if (spec.resources === undefined) return;
  const { requests = {}, limits = {} } = spec.resources;
  for (const list of ["requests", "limits"] as const) {
    for (const name in spec.resources[list]) {
      if (!podLevelResources.includes(name) && !isHugePages(name)) errors.push(notSupported(`${path}.${list}[${name}]`, name, podLevelResources));
      else validateAmount(name, spec.resources[list]?.[name] as string, `${path}.${list}`, errors);
    }
  }
  for (const name in requests) {
    validateAgainstLimit(name, requests[name] as string, ownValue(limits, name), path, errors);
    const total = totalRequests(spec, name);
    if (compareQuantities(requests[name] as string, total) < 0) {
      errors.push(invalidValue(`${path}.requests[${name}]`, requests[name], `must be greater than or equal to aggregate container requests of ${total}`));
    }
  }
  for (const name in limits) {
    for (const [index, container] of spec.containers.entries()) {
      const own = ownValue(container.resources?.limits, name);
      if (own !== undefined && compareQuantities(own, limits[name] as string) > 0) {
        errors.push(invalidValue(`${path.replace(/resources$/, "")}containers[${index}].resources.limits[${name}]`, own, `must be less than or equal to pod limits of ${limits[name]}`));
      }
    }
  }
}

function totalRequests(spec: PodSpec, name: string): string {
  let total = Quantity.zero;
  for (const container of spec.containers) {
    const own = ownValue(container.resources?.requests, name);
    if (own !== undefined) total = total.add(parseQuantity(own));
  }
  return total.toString();
}

function validateClaims(spec: PodSpec, path: string, errors: FieldError[]): void {
  const seen = new Set<string>();
  for (const [index, claim] of (spec.resourceClaims ?? []).entries()) {
    const at = `${path}[${index}]`;
    if (!claim.name) errors.push(required(`${at}.name`));
    else for (const problem of isDns1123Label(claim.name)) errors.push(invalidValue(`${at}.name`, claim.name, problem));
    if (seen.has(claim.name)) errors.push(duplicateValue(`${at}.name`, claim.name));
    seen.add(claim.name);
    const { resourceClaimName, resourceClaimTemplateName } = claim;
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      errors.push(invalidValue(at, claim, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"));
    } else if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
      errors.push(invalidValue(at, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"));
    }
    for (const field of ["resourceClaimName", "resourceClaimTemplateName"] as const) {
      const value = claim[field];
      if (value !== undefined) for (const problem of isDns1123Subdomain(value)) errors.push(invalidValue(`${at}.${field}`, value, problem));
    }
  }
}
