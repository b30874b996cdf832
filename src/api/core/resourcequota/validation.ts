import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import { nonNegativeQuantityProblems, isWholeQuantity } from "../../shared/quantities.ts";
import { isStandardResource, isWholeResource, quotaResourceProblems } from "../../shared/resource-names.ts";
import type { ResourceQuota } from "../../types/core/v1.gen.ts";

const scopes = new Set(["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating", "VolumeAttributesClass"]);
const contradictions = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;

const podResources = new Set(["pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"]);
const podScopes = new Set(["CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating"]);

/** A scope picks pods, so amounts of anything else make no sense in it. Source: kubernetes helper IsResourceQuotaScopeValidForResource. */
function countsInScope(scope: string, resource: string): boolean {
  if (!isStandardResource(resource)) return true;
  if (scope === "BestEffort") return resource === "pods";
  return !podScopes.has(scope) || podResources.has(resource);
}

/** Source: kubernetes validation ValidateResourceQuota. */
export function validateCreate({ spec }: ResourceQuota): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, quantity] of Object.entries(spec?.hard ?? {})) {
    const path = `spec.hard[${name}]`;
    for (const problem of quotaResourceProblems(name)) errors.push(invalidValue(path, name, problem));
    for (const problem of nonNegativeQuantityProblems(quantity)) errors.push(invalidValue(path, quantity, problem));
    if (isWholeResource(name) && !isWholeQuantity(quantity)) errors.push(invalidValue(path, quantity, "must be an integer"));
  }
  const asked = new Set<string>(spec?.scopes ?? []);
  for (const scope of asked) if (!scopes.has(scope)) errors.push(invalidValue("spec.scopes", spec?.scopes, "unsupported scope"));
  for (const scope of asked) for (const name of Object.keys(spec?.hard ?? {})) if (!countsInScope(scope, name)) errors.push(invalidValue("spec.scopes", spec?.scopes, "unsupported scope applied to resource"));
  for (const [one, other] of contradictions) if (asked.has(one) && asked.has(other)) errors.push(invalidValue("spec.scopes", spec?.scopes, "conflicting scopes"));
  return errors;
}

/** Which pods a quota counts is decided once. Source: ValidateResourceQuotaUpdate. */
export function validateUpdate(quota: ResourceQuota, old: ResourceQuota): FieldError[] {
  const errors = validateCreate(quota);
  if (!semanticEqual([...(quota.spec?.scopes ?? [])].sort(), [...(old.spec?.scopes ?? [])].sort())) errors.push(immutableField("spec.scopes", quota.spec?.scopes));
  return errors;
}
