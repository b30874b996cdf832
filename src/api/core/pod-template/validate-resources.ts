import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, notFoundValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label } from "../../../machinery/validation/names.ts";
import { ownValue } from "../../shared/own-value.ts";
import { compareQuantities, isWholeQuantity, nonNegativeQuantityProblems, quantitiesEqual } from "../../shared/quantities.ts";
import { containerResourceProblems, isHugePages, isOvercommitAllowed, isWholeHugePages, isWholeResource } from "../../shared/resource-names.ts";
import type { Container, PodSpec, ResourceRequirements } from "../../types/core/v1.gen.ts";

/** Which resources may be named at `path`. */
export type ResourceNameRule = (name: string, path: string) => FieldError[];

const containerResource: ResourceNameRule = (name, path) => containerResourceProblems(name).map((problem) => invalidValue(path, name, problem));

/** Source: kubernetes validation validateResourceRequirements. */
export function validateResources(resources: ResourceRequirements, spec: PodSpec, path: string, nameProblems: ResourceNameRule = containerResource): FieldError[] {
  const errors: FieldError[] = [];
  const { requests, limits } = resources;
  let asksHugePages = false;
  let asksCpuOrMemory = false;
  for (const name in limits) {
    const quantity = limits[name] as string;
    addAll(errors, validateAmount(name, quantity, `${path}.limits`, nameProblems), validateHugePages(name, quantity, `${path}.limits`));
    if (isHugePages(name)) asksHugePages = true;
    if (name === "cpu" || name === "memory") asksCpuOrMemory = true;
  }
  for (const name in requests) {
    const quantity = requests[name] as string;
    addAll(errors, validateAmount(name, quantity, `${path}.requests`, nameProblems));
    validateAgainstLimit(name, quantity, ownValue(limits, name), path, errors);
    addAll(errors, validateHugePages(name, quantity, `${path}.requests`));
    if (isHugePages(name)) asksHugePages = true;
    if (name === "cpu" || name === "memory") asksCpuOrMemory = true;
  }
  if (asksHugePages && !asksCpuOrMemory) errors.push(forbiddenField(path, "HugePages require cpu or memory"));
  if (resources.claims !== undefined) validateClaims(resources.claims, spec, `${path}.claims`, errors);
  return errors;
}

/** Huge pages come whole. Source: kubernetes validation validateResourceQuantityHugePageValue. */
function validateHugePages(name: string, quantity: string, path: string): FieldError[] {
  if (!isHugePages(name) || isWholeHugePages(name, quantity)) return [];
  return [invalidValue(`${path}[${name}]`, quantity, `${quantity} is not positive integer multiple of ${name}`)];
}

function validateAmount(name: string, quantity: string, path: string, nameProblems: ResourceNameRule): FieldError[] {
  const at = `${path}[${name}]`;
  const errors = nameProblems(name, at);
  for (const problem of nonNegativeQuantityProblems(quantity)) errors.push(invalidValue(at, quantity, problem));
  if (isWholeResource(name) && !isWholeQuantity(quantity)) errors.push(invalidValue(at, quantity, "must be an integer"));
  return errors;
}

/** Never more than the limit; and the limit exactly, for what cannot be promised twice. */
function validateAgainstLimit(name: string, request: string, limit: string | undefined, path: string, errors: FieldError[]): void {
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
  const known = new Set((spec.resourceClaims ?? []).map((claim) => claim.name).filter((name) => name !== ""));
  const detail = `must be one of the names in pod.spec.resourceClaims${known.size === 0 ? " which is empty" : `: ${[...known].sort().join(", ")}`}`;
  const seen: NamedClaims = { ids: new Set(), partsOf: new Map() };
  for (const [index, { name, request }] of claims.entries()) {
    const at = `${path}[${index}]`;
    if (!name) {
      errors.push(required(at));
      continue;
    }
    if (seen.ids.has(name)) errors.push(duplicateValue(at, name));
    else validateClaimRequest(name, request, seen, at, errors);
    if (!known.has(name)) errors.push({ ...notFoundValue(at, name), detail });
  }
}

/** Claims that were named: whole ones by their name, parts as `name/request`. */
interface NamedClaims {
  readonly ids: Set<string>;
  /** How many parts of each. */
  readonly partsOf: Map<string, number>;
}

/** One request of a claim, or all of it: a claim of which a part was named before cannot be named whole. */
function validateClaimRequest(name: string, request: string | undefined, { ids, partsOf }: NamedClaims, path: string, errors: FieldError[]): void {
  if (request) for (const problem of isDns1123Label(request)) errors.push(invalidValue(`${path}.request`, request, problem));
  const id = request ? `${name}/${request}` : name;
  if (ids.has(id)) errors.push(duplicateValue(path, id));
  else if (!request) for (let part = 0; part < (partsOf.get(name) ?? 0); part++) errors.push(duplicateValue(path, name));
  else partsOf.set(name, (partsOf.get(name) ?? 0) + 1);
  ids.add(id);
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
      errors.push(invalidValue(path, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
    }
  }
  return errors;
}
