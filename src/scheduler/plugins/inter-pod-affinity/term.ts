import type { Pod, PodAffinityTerm } from "../../../api/types/core/v1.gen.ts";
import { selectorFromLabelSelector } from "../../../machinery/selector/label-selector.ts";
import type { Snapshot } from "../../framework/contract.ts";

/** A term made ready for many questions. */
export interface MatchedTerm {
  readonly topologyKey: string;
  matches(pod: Pod): boolean;
}

/** A term of `owner`: which pods it means. Without namespaces of its own it means the owner's. */
export function prepareTerm(owner: Pod, term: PodAffinityTerm, snapshot: Snapshot): MatchedTerm {
  const selector = selectorFromLabelSelector(withMatchKeys(owner, term));
  const namespaces = new Set(term.namespaces ?? []);
  const bySelector = term.namespaceSelector === undefined ? undefined : selectorFromLabelSelector(term.namespaceSelector);
  if (namespaces.size === 0 && bySelector === undefined) namespaces.add(owner.metadata.namespace ?? "");
  return {
    topologyKey: term.topologyKey,
    matches: (pod) => {
      const namespace = pod.metadata.namespace ?? "";
      return (namespaces.has(namespace) || bySelector?.matches(snapshot.namespaceLabels(namespace)) === true) && selector.matches(pod.metadata.labels ?? {});
    },
  };
}

/** matchLabelKeys and mismatchLabelKeys take their values from the owner's labels. */
function withMatchKeys(owner: Pod, term: PodAffinityTerm): NonNullable<PodAffinityTerm["labelSelector"]> | undefined {
  if (term.labelSelector === undefined) return undefined;
  const labels = owner.metadata.labels ?? {};
  const requirements = (keys: readonly string[] | undefined, operator: "In" | "NotIn") => (keys ?? []).flatMap((key) => (labels[key] === undefined ? [] : [{ key, operator, values: [labels[key]] }]));
  const extra = [...requirements(term.matchLabelKeys, "In"), ...requirements(term.mismatchLabelKeys, "NotIn")];
  return extra.length === 0 ? term.labelSelector : { ...term.labelSelector, matchExpressions: [...(term.labelSelector.matchExpressions ?? []), ...extra] };
}
