import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { NodeAffinity, NodeSelectorTerm, PodSpec } from "../../types/core/v1.gen.ts";

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
  if (old.nodeSelector === undefined) delete allowed.nodeSelector;
  else allowed.nodeSelector = old.nodeSelector;
  const isNarrower = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => spec.nodeSelector?.[key] === value);
  return isNarrower ? [] : [invalidValue("spec.nodeSelector", spec.nodeSelector ?? null, "only additions to spec.nodeSelector are allowed (no mutations or deletions)")];
}

function narrowNodeAffinity(allowed: PodSpec, spec: PodSpec, old: PodSpec): FieldError[] {
  const after = spec.affinity?.nodeAffinity;
  const before = old.affinity?.nodeAffinity;
  if (deepEqual(after, before)) return [];
  allowed.affinity = withNodeAffinity(spec, old);
  if (allowed.affinity === undefined) delete allowed.affinity;
  return narrowTerms(termsOf(after), termsOf(before));
}

/** The new affinity with the old one's nodes: none where nothing but the nodes was given to a pod that had none. */
function withNodeAffinity({ affinity }: PodSpec, old: PodSpec): PodSpec["affinity"] {
  const before = old.affinity?.nodeAffinity;
  if (affinity === undefined) return before === undefined ? undefined : { nodeAffinity: before };
  const { nodeAffinity: _, ...others } = affinity;
  if (old.affinity === undefined && Object.keys(others).length === 0) return undefined;
  return before === undefined ? others : { ...others, nodeAffinity: before };
}

function termsOf(affinity: NodeAffinity | undefined): readonly NodeSelectorTerm[] | undefined {
  return affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

/** Every old term is still there, with all its requirements and possibly more. */
function narrowTerms(after: readonly NodeSelectorTerm[] | undefined, before: readonly NodeSelectorTerm[] = []): FieldError[] {
  const path = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
  if (before.length === 0) return [];
  if (after?.length !== before.length) return [invalidValue(path, after === undefined ? null : after.map(shown), "no additions/deletions to non-empty NodeSelectorTerms list are allowed")];
  return after.flatMap((term, index) =>
    hasOnlyAdditions(term, before[index] as NodeSelectorTerm) ? [] : [invalidValue(`${path}[${index}]`, shown(term), "only additions are allowed (no mutations or deletions)")],
  );
}

/** A term without requirements selects nothing; with a requirement it would select more. */
function hasOnlyAdditions(term: NodeSelectorTerm, before: NodeSelectorTerm): boolean {
  const isEmpty = ({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm) => matchExpressions.length === 0 && matchFields.length === 0;
  if (isEmpty(before)) return isEmpty(term);
  return startsWith(term.matchExpressions, before.matchExpressions) && startsWith(term.matchFields, before.matchFields);
}

/** A term as upstream's own type has it. */
function shown({ matchExpressions, matchFields }: NodeSelectorTerm): object {
  const list = (requirements: NodeSelectorTerm["matchFields"]) => requirements?.map(({ key, operator, values }) => ({ Key: key, Operator: operator, Values: values ?? null })) ?? null;
  return { MatchExpressions: list(matchExpressions), MatchFields: list(matchFields) };
}

function startsWith(after: readonly unknown[] | undefined, before: readonly unknown[] | undefined): boolean {
  return (before ?? []).every((requirement, index) => deepEqual(after?.[index], requirement));
}
