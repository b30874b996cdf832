import type { KubeObject } from "../../machinery/meta/object.ts";
import type { Pod, PersistentVolumeClaim, ResourceQuota, ScopedResourceSelectorRequirement } from "../types/core/v1.gen.ts";

/** True when all of a quota's scopes take in the object. Scopes of pods take in pods only. Source: kubernetes pkg/quota/v1/evaluator/core. */
export function matchesScopes({ spec }: ResourceQuota, { group, resource }: { readonly group: string; readonly resource: string }, object: KubeObject): boolean {
  const requirements: ScopedResourceSelectorRequirement[] = [
    ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: "Exists" }) as ScopedResourceSelectorRequirement),
    ...(spec?.scopeSelector?.matchExpressions ?? []),
  ];
  if (requirements.length === 0) return true;
  if (group === "" && resource === "pods") return requirements.every((requirement) => podMatches(requirement, object as Pod));
  if (group === "" && resource === "persistentvolumeclaims") return requirements.every((requirement) => claimMatches(requirement, object as PersistentVolumeClaim));
  return false;
}

function podMatches(requirement: ScopedResourceSelectorRequirement, { spec }: Pod): boolean {
  const isTerminating = spec.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds >= 0;
  switch (requirement.scopeName as string) {
    case "Terminating":
      return isTerminating;
    case "NotTerminating":
      return !isTerminating;
    case "BestEffort":
      return isBestEffort(spec);
    case "NotBestEffort":
      return !isBestEffort(spec);
    case "PriorityClass":
      return valueMatches(requirement, spec.priorityClassName);
    case "CrossNamespacePodAffinity":
      return usesCrossNamespaceAffinity(spec);
    default:
      return false;
  }
}

function claimMatches(requirement: ScopedResourceSelectorRequirement, { spec }: PersistentVolumeClaim): boolean {
  return (requirement.scopeName as string) === "VolumeAttributesClass" && valueMatches(requirement, spec.volumeAttributesClassName);
}

function valueMatches({ operator, values = [] }: ScopedResourceSelectorRequirement, value: string | undefined): boolean {
  const present = value !== undefined && value !== "";
  switch (operator) {
    case "Exists":
      return present;
    case "DoesNotExist":
      return !present;
    case "In":
      return present && values.includes(value);
    case "NotIn":
      return !present || !values.includes(value);
    default:
      return false;
  }
}

function isBestEffort({ containers = [], initContainers = [], resources }: Pod["spec"]): boolean {
  return [{ resources }, ...containers, ...initContainers].every((one) => ["cpu", "memory"].every((name) => !isSet(one.resources?.requests?.[name]) && !isSet(one.resources?.limits?.[name])));
}

function isSet(amount: string | undefined): boolean {
  return amount !== undefined && amount !== "0";
}

function usesCrossNamespaceAffinity({ affinity }: Pod["spec"]): boolean {
  const terms = [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((one) => [
    ...(one?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(one?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]);
  return terms.some((term) => (term.namespaces?.length ?? 0) > 0 || term.namespaceSelector !== undefined);
}
