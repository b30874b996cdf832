import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { NodeSelector, PodSpec } from "../../types/core/v1.gen.ts";

/**
 * While a pod waits at its gates, where it may run can be narrowed: labels added to the node selector, requirements added
 * to required node affinity. Undoes those legal changes in `allowed`; answers what is wrong with illegal ones.
 * Source: kubernetes validation ValidatePodUpdate, validateNodeAffinityMutation.
 */
export function validateGatedScheduling(allowed: PodSpec, spec: PodSpec, old: PodSpec): FieldError[] {
  if ((old.schedulingGates ?? []).length === 0) return [];
  return [...narrowNodeSelector(allowed, spec, old), ...narrowNodeAffinity(allowed, spec, old)];
}

function narrowNodeSelector(allowed: PodSpec, spec: PodSpec, old: PodSpec): FieldError[] {
  if (deepEqual(spec.nodeSelector, old.nodeSelector)) return [];
  for (const [key, value] of Object.entries(old.nodeSelector ?? {})) {
    if (spec.nodeSelector?.[key] !== value) return [invalidValue("spec.nodeSelector", spec.nodeSelector, "only additions are allowed (no mutations or deletions)")];
  }
  if (old.nodeSelector === undefined) delete allowed.nodeSelector;
  else allowed.nodeSelector = old.nodeSelector;
  return [];
}

function narrowNodeAffinity(allowed: PodSpec, spec: PodSpec, old: PodSpec): FieldError[] {
  const after = spec.affinity?.nodeAffinity;
  const before = old.affinity?.nodeAffinity;
  if (deepEqual(after, before)) return [];
  const path = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution";
  const oldTerms = before?.requiredDuringSchedulingIgnoredDuringExecution;
  if (oldTerms !== undefined && !narrows(after?.requiredDuringSchedulingIgnoredDuringExecution, oldTerms)) {
    return [invalidValue(`${path}.nodeSelectorTerms`, after?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? null, "no additions/deletions to non-empty NodeSelectorTerms list are allowed")];
  }
  if (old.affinity === undefined) delete allowed.affinity;
  else allowed.affinity = { ...spec.affinity, ...(before === undefined ? {} : { nodeAffinity: before }) };
  return [];
}

/** Every old term is still there, with all its requirements and possibly more. */
function narrows(after: NodeSelector | undefined, before: NodeSelector): boolean {
  if (after === undefined || after.nodeSelectorTerms.length !== before.nodeSelectorTerms.length) return false;
  return before.nodeSelectorTerms.every((oldTerm, index) => {
    const term = after.nodeSelectorTerms[index];
    return startsWith(term?.matchExpressions, oldTerm.matchExpressions) && startsWith(term?.matchFields, oldTerm.matchFields);
  });
}

function startsWith(after: readonly unknown[] | undefined, before: readonly unknown[] | undefined): boolean {
  return (before ?? []).every((requirement, index) => deepEqual(after?.[index], requirement));
}
