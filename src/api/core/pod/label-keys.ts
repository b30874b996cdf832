import type { PodAffinityTerm, PodSpec, TopologySpreadConstraint } from "../../types/core/v1.gen.ts";

type Labels = Readonly<Record<string, string>>;
type Selector = NonNullable<PodAffinityTerm["labelSelector"]>;

/** Selectors by the pod's own labels are written out once, when the pod is made. Source: kubernetes registry/core/pod mutatePodAffinity, mutateTopologySpreadConstraints. */
export function writeOutLabelKeys({ affinity, topologySpreadConstraints = [] }: PodSpec, labels: Labels = {}): void {
  for (const sort of ["podAffinity", "podAntiAffinity"] as const) {
    const { requiredDuringSchedulingIgnoredDuringExecution: hard = [], preferredDuringSchedulingIgnoredDuringExecution: soft = [] } = affinity?.[sort] ?? {};
    for (const term of [...soft.map(({ podAffinityTerm }) => podAffinityTerm), ...hard]) writeOut(term, labels);
  }
  for (const constraint of topologySpreadConstraints) writeOut(constraint, labels);
}

/** A term without a selector selects nothing, whatever its keys. */
function writeOut(term: PodAffinityTerm | TopologySpreadConstraint, labels: Labels): void {
  const selector: Selector | undefined = term.labelSelector;
  if (selector === undefined) return;
  const keys = "mismatchLabelKeys" in term ? term.mismatchLabelKeys : undefined;
  const added = [...requirements(term.matchLabelKeys, "In", labels), ...requirements(keys, "NotIn", labels)];
  if (added.length > 0) selector.matchExpressions = [...(selector.matchExpressions ?? []), ...added];
}

function requirements(keys: readonly string[] = [], operator: "In" | "NotIn", labels: Labels): { key: string; operator: "In" | "NotIn"; values: string[] }[] {
  return keys.flatMap((key) => (Object.hasOwn(labels, key) ? [{ key, operator, values: [labels[key] as string] }] : []));
}
