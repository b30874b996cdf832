import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, immutableField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isStandardResource, quotaResourceProblems, validateResourceAmount } from "../../shared/resource-names.ts";
import type { ResourceQuota, ResourceQuotaSpec } from "../../types/core/v1.gen.ts";

const scopes = new Set(["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating", "VolumeAttributesClass"]);
const contradictions = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;

const podResources = new Set(["pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"]);
const podScopes = new Set(["CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating"]);

const claimResources = new Set(["persistentvolumeclaims", "requests.storage"]);

/** A scope picks pods or claims, so amounts of anything else make no sense in it. Source: kubernetes helper IsResourceQuotaScopeValidForResource. */
function countsInScope(scope: string, resource: string): boolean {
  if (!isStandardResource(resource)) return true;
  if (scope === "BestEffort") return resource === "pods";
  if (scope === "VolumeAttributesClass") return claimResources.has(resource);
  return !podScopes.has(scope) || podResources.has(resource);
}

function validateAmounts(amounts: Readonly<Record<string, string>> = {}, path: string): FieldError[] {
  return Object.entries(amounts).flatMap(([name, amount]) => {
    const at = `${path}[${name}]`;
    return [...quotaResourceProblems(name).map((problem) => invalidValue(at, name, problem)), ...validateResourceAmount(name, amount, at)];
  });
}

/** Source: kubernetes validation ValidateResourceQuotaStatusUpdate. */
export function validateStatus({ status }: ResourceQuota): FieldError[] {
  return [...validateAmounts(status?.hard, "status.hard"), ...validateAmounts(status?.used, "status.used")];
}

/** Source: kubernetes validation ValidateResourceQuota. */
export function validateCreate({ spec }: ResourceQuota): FieldError[] {
  const errors: FieldError[] = [];
  addAll(errors, validateAmounts(spec?.hard, "spec.hard"));
  const asked = new Set<string>(spec?.scopes ?? []);
  for (const scope of asked) if (!scopes.has(scope)) errors.push(invalidValue("spec.scopes", spec?.scopes, "unsupported scope"));
  for (const scope of asked) for (const name of Object.keys(spec?.hard ?? {})) if (!countsInScope(scope, name)) errors.push(invalidValue("spec.scopes", spec?.scopes, "unsupported scope applied to resource"));
  for (const [one, other] of contradictions) if (asked.has(one) && asked.has(other)) errors.push(invalidValue("spec.scopes", spec?.scopes, "conflicting scopes"));
  addAll(errors, validateScopeSelector(spec ?? {}));
  return errors;
}

/** Scopes that are there or not, without values to tell apart. */
const bareScopes = new Set(["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"]);

/** Source: kubernetes validation validateScopedResourceSelectorRequirement. */
function validateScopeSelector({ hard = {}, scopes: listed, scopeSelector }: ResourceQuotaSpec): FieldError[] {
  const path = "spec.scopeSelector.matchExpressions";
  const errors: FieldError[] = [];
  const asked = new Set<string>();
  const requirements = scopeSelector?.matchExpressions ?? [];
  for (const { scopeName, operator, values = [] } of requirements) {
    if (!scopes.has(scopeName)) errors.push(invalidValue(`${path}.scopeName`, scopeName, "unsupported scope"));
    for (const name of Object.keys(hard).sort()) if (!countsInScope(scopeName, name)) errors.push(invalidValue(path, shown(requirements), "unsupported scope applied to resource"));
    if (bareScopes.has(scopeName) && operator !== "Exists") {
      errors.push(invalidValue(`${path}.operator`, operator, "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"));
    }
    if (operator === "In" || operator === "NotIn") {
      if (values.length === 0) errors.push(required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
    } else if (operator === "Exists" || operator === "DoesNotExist") {
      if (values.length > 0) errors.push(invalidValue(`${path}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
    } else errors.push(invalidValue(`${path}.operator`, operator, "not a valid selector operator"));
    asked.add(scopeName);
  }
  for (const [one, other] of contradictions) if (asked.has(one) && asked.has(other)) errors.push(invalidValue(path, listed ?? null, "conflicting scopes"));
  return errors;
}

/** The selector as upstream's own type has it. */
function shown(requirements: NonNullable<NonNullable<ResourceQuotaSpec["scopeSelector"]>["matchExpressions"]>): object {
  return { MatchExpressions: requirements.map(({ scopeName, operator, values }) => ({ ScopeName: scopeName, Operator: operator, Values: values ?? null })) };
}

/** Which pods a quota counts is decided once. Source: ValidateResourceQuotaUpdate. */
export function validateUpdate(quota: ResourceQuota, old: ResourceQuota): FieldError[] {
  const errors = validateCreate(quota);
  const asSet = ({ spec }: ResourceQuota) => [...new Set(spec?.scopes ?? [])].sort();
  if (!semanticEqual(asSet(quota), asSet(old))) errors.push(immutableField("spec.scopes", quota.spec?.scopes));
  return errors;
}
