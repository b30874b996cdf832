import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue } from "../../machinery/errors/field-errors.ts";
import { isQuantity, parseQuantity } from "../../machinery/quantity/quantity.ts";
import { isQualifiedName } from "../../machinery/validation/names.ts";

import { isWholeQuantity, nonNegativeQuantityProblems } from "./quantities.ts";

const containerResources = new Set(["cpu", "memory", "ephemeral-storage"]);
const standardResources = new Set([
  ...containerResources,
  "requests.cpu",
  "requests.memory",
  "requests.ephemeral-storage",
  "limits.cpu",
  "limits.memory",
  "limits.ephemeral-storage",
  "pods",
  "resourcequotas",
  "services",
  "services.nodeports",
  "services.loadbalancers",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "storage",
  "requests.storage",
]);

/** Source: kubernetes helper IsStandardQuotaResourceName. */
export function isStandardResource(name: string): boolean {
  return standardResources.has(name);
}

const hugePagesPrefix = "hugepages-";
const quotaRequestsPrefix = "requests.";
const attachableVolumesPrefix = "attachable-volumes-";

export function isHugePages(name: string): boolean {
  return name.startsWith(hugePagesPrefix);
}

/** Whether an amount is so many pages, none cut. Source: kubernetes helper IsHugePageResourceValueDivisible. */
export function isWholeHugePages(name: string, quantity: string | number): boolean {
  const size = name.slice(hugePagesPrefix.length);
  if (!isQuantity(size)) return false;
  const pageBytes = parseQuantity(size).asMilli() / 1_000;
  return pageBytes > 0 && Number.isInteger(pageBytes) && parseQuantity(quantity).asInt64() % pageBytes === 0;
}

/** A resource that Kubernetes itself knows: not of somebody's domain. Source: kubernetes helper IsNativeResource. */
export function isNativeResource(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

/** A resource of somebody's domain, such as `example.com/gpu`. Source: kubernetes helper IsExtendedResourceName. */
export function isExtendedResource(name: string): boolean {
  return !isNativeResource(name) && !name.startsWith(quotaRequestsPrefix) && isQualifiedName(quotaRequestsPrefix + name).length === 0;
}

/** Whether the same unit may be promised twice. Source: kubernetes helper IsOvercommitAllowed. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

/** Resources that come in whole pieces. Source: kubernetes helper IsIntegerResourceName. */
export function isWholeResource(name: string): boolean {
  return isExtendedResource(name) || isHugePages(name) || integerResources.has(name);
}

const integerResources = new Set(["pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports", "services.loadbalancers"]);

/** Source: kubernetes validation ValidateContainerResourceName. */
export function containerResourceProblems(name: string): string[] {
  if (containerResources.has(name)) return [];
  const problems = resourceNameProblems(name);
  if (!name.includes("/")) return isHugePages(name) ? problems : [...problems, "must be a standard resource for containers"];
  return isNativeResource(name) || isExtendedResource(name) ? problems : [...problems, "doesn't follow extended resource name standard"];
}

/** Source: kubernetes validation validateResourceName. */
export function resourceNameProblems(name: string): string[] {
  const problems = isQualifiedName(name);
  if (problems.length > 0) return problems;
  if (name.includes("/") || standardResources.has(name) || isHugePages(name) || name.startsWith(attachableVolumesPrefix)) return [];
  return ["must be a standard resource type or fully qualified"];
}

const objectCountPrefix = "count/";
const storageClassSuffixes = [".storageclass.storage.k8s.io/requests.storage", ".storageclass.storage.k8s.io/persistentvolumeclaims"];

/** What a ResourceQuota may count. Source: kubernetes validation ValidateResourceQuotaResourceName. */
export function quotaResourceProblems(name: string): string[] {
  if (name.startsWith(objectCountPrefix) || storageClassSuffixes.some((suffix) => name.endsWith(suffix))) return [];
  const problems = resourceNameProblems(name);
  if (name.includes("/")) return problems;
  return standardResources.has(name) || isHugePages(name.replace(/^(requests|limits)\./, "")) ? [] : [...problems, "must be a standard resource for quota"];
}

/** No less than nothing, and whole where the resource comes in pieces. Source: kubernetes validation ValidateResourceQuantityValue. */
export function validateResourceAmount(name: string, amount: string, path: string): FieldError[] {
  const errors = nonNegativeQuantityProblems(amount).map((problem) => invalidValue(path, amount, problem));
  if (isWholeResource(name) && !isWholeQuantity(amount)) errors.push(invalidValue(path, amount, "must be an integer"));
  return errors;
}
