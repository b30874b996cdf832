import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isQualifiedName } from "../../../machinery/validation/names.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { Affinity, PodAffinity, PodAffinityTerm } from "../../types/core/v1.gen.ts";
import { validateLabelKeys } from "./validate-label-keys.ts";
import { validateNodeSelector, validateNodeSelectorTerm } from "./validate-node-selector.ts";

/** Source: kubernetes validation validateAffinity. */
export function validateAffinity(affinity: Affinity | undefined, path: string): FieldError[] {
  if (affinity === undefined) return [];
  const errors: FieldError[] = [];
  const node = affinity.nodeAffinity;
  if (node !== undefined) {
    const nodePath = `${path}.nodeAffinity`;
    const hard = node.requiredDuringSchedulingIgnoredDuringExecution;
    if (hard !== undefined) addAll(errors, validateNodeSelector(hard, `${nodePath}.requiredDuringSchedulingIgnoredDuringExecution`));
    for (const [index, term] of (node.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      const at = `${nodePath}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      addAll(errors, validateWeight(term.weight, `${at}.weight`), validateNodeSelectorTerm(term.preference ?? {}, `${at}.preference`, { anyValue: true }));
    }
  }
  if (affinity.podAffinity !== undefined) addAll(errors, validatePodAffinity(affinity.podAffinity, `${path}.podAffinity`));
  if (affinity.podAntiAffinity !== undefined) addAll(errors, validatePodAffinity(affinity.podAntiAffinity, `${path}.podAntiAffinity`));
  return errors;
}

function validateWeight(weight: number | undefined, path: string): FieldError[] {
  return weight !== undefined && weight >= 1 && weight <= 100 ? [] : [invalidValue(path, weight ?? 0, "must be in the range 1-100")];
}

function validatePodAffinity(affinity: PodAffinity, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, term] of (affinity.requiredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
    addAll(errors, validateTerm(term, `${path}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`));
  }
  for (const [index, { weight, podAffinityTerm }] of (affinity.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
    const at = `${path}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
    addAll(errors, validateWeight(weight, `${at}.weight`), validateTerm(podAffinityTerm ?? { topologyKey: "" }, `${at}.podAffinityTerm`));
  }
  return errors;
}

function validateTerm(term: PodAffinityTerm, path: string): FieldError[] {
  const errors = [...validateLabelSelector(term.labelSelector, `${path}.labelSelector`), ...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`)];
  for (const namespace of term.namespaces ?? []) {
    for (const problem of isDns1123Label(namespace)) errors.push(invalidValue(`${path}.namespace`, namespace, problem));
  }
  addAll(errors, validateLabelKeys(term, path));
  if (!term.topologyKey) errors.push(required(`${path}.topologyKey`, "can not be empty"));
  for (const problem of isQualifiedName(term.topologyKey ?? "")) errors.push(invalidValue(`${path}.topologyKey`, term.topologyKey ?? "", problem));
  return errors;
}
