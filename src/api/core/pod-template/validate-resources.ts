import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, forbiddenField, invalidValue, notFoundValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { ownValue } from "../../shared/own-value.ts";
import { compareQuantities, isWholeQuantity, nonNegativeQuantityProblems, quantitiesEqual } from "../../shared/quantities.ts";
import { containerResourceProblems, isHugePages, isOvercommitAllowed, isWholeResource } from "../../shared/resource-names.ts";
import type { Container, PodSpec, ResourceRequirements } from "../../types/core/v1.gen.ts";

/** Source: kubernetes validation ValidateContainerResourceRequirements. */
export function validateResources(resources: ResourceRequirements, spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { requests, limits } = resources;
  let asksHugePages = false;
  let asksCpuOrMemory = false;
  for (const name in limits) {
    const quantity = limits[name] as string;
    validateAmount(name, quantity, `${path}.limits`, errors);
    if (isHugePages(name)) asksHugePages = true;
    if (name === "cpu" || name === "memory") asksCpuOrMemory = true;
  }
  for (const name in requests) {
    const quantity = requests[name] as string;
    validateAmount(name, quantity, `${path}.requests`, errors);
    validateAgainstLimit(name, quantity, ownValue(limits, name), path, errors);
    if (isHugePages(name)) asksHugePages = true;
    if (name === "cpu" || name === "memory") asksCpuOrMemory = true;
  }
  if (asksHugePages && !asksCpuOrMemory) errors.push(forbiddenField(path, "HugePages require cpu or memory"));
  if (resources.claims !== undefined) validateClaims(resources.claims, spec, `${path}.claims`, errors);
  return errors;
}

export function validateAmount(name: string, quantity: string, path: string, errors: FieldError[]): void {
  const at = `${path}[${name}]`;
  for (const problem of containerResourceProblems(name)) errors.push(invalidValue(at, name, problem));
  for (const problem of nonNegativeQuantityProblems(quantity)) errors.push(invalidValue(at, quantity, problem));
  if (isWholeResource(name) && !isWholeQuantity(quantity)) errors.push(invalidValue(at, quantity, "must be an integer"));
}

/** Never more than the limit; and the limit exactly, for what cannot be promised twice. */
export function validateAgainstLimit(name: string, request: string, limit: string | undefined, path: string, errors: FieldError[]): void {
  if (limit === undefined) {
    if (!isOvercommitAllowed(name)) errors.push(required(`${path}.limits`, "Limit must be set for non overcommitable resources"));
    return;
  }
  if (!isOvercommitAllowed(name)) {
    if (!quantitiesEqual(request, limit)) errors.push(invalidValue(`${path}.requests`, request, `must be equal to ${name} limit of ${limit}`));
  } else if (compareQuantities(request, limit) > 0) {
    errors.push(invalidValue(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`));
  }
}

function validateClaims(claims: NonNullable<ResourceRequirements["claims"]>, spec: PodSpec, path: string, errors: FieldError[]): void {
  const known = new Set((spec.resourceClaims ?? []).map((claim) => claim.name));
  const seen = new Set<string>();
  for (const [index, { name, request }] of claims.entries()) {
    const at = `${path}[${index}]`;
    if (!name) {
      errors.push(required(`${at}.name`));
      continue;
    }
    if (!known.has(name)) errors.push(notFoundValue(`${at}.name`, name));
    const id = `${name}/${request ?? ""}`;
    if (seen.has(id) || seen.has(`${name}/`)) errors.push(duplicateValue(at, request ? id : name));
    seen.add(id);
  }
}

const resizePolicies = ["NotRequired", "RestartContainer"];

/** Source: kubernetes validation validateResizePolicy. */
export function validateResizePolicy(policies: NonNullable<Container["resizePolicy"]>, podRestartPolicy: string | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { resourceName, restartPolicy }] of policies.entries()) {
    if (seen.has(resourceName)) errors.push(duplicateValue(`${path}[${index}]`, resourceName));
    seen.add(resourceName);
    if (resourceName === "") errors.push(required(path));
    else if (resourceName !== "cpu" && resourceName !== "memory") errors.push(notSupported(path, resourceName, ["cpu", "memory"]));
    if (restartPolicy === "") errors.push(required(path));
    else if (!resizePolicies.includes(restartPolicy)) errors.push(notSupported(path, restartPolicy, resizePolicies));
    if (podRestartPolicy === "Never" && restartPolicy !== "NotRequired") {
      errors.push(invalidValue(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
  }
  return errors;
}
