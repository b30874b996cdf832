import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { maximumScore, type PodPlan, type Snapshot } from "../../framework/contract.ts";
import { prepareTerm } from "./term.ts";

/** Scores by the pod's own preferred terms: each pod that matches adds the term's weight to its whole topology, or takes it off. */
export function preferences(pod: Pod, snapshot: Snapshot): Pick<PodPlan, "score" | "normalize"> | undefined {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const wanted = [
    ...(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm, weight }) => ({ term: prepareTerm(pod, podAffinityTerm, snapshot), weight })),
    ...(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm, weight }) => ({ term: prepareTerm(pod, podAffinityTerm, snapshot), weight: -weight })),
  ];
  if (wanted.length === 0) return undefined;
  const points = new Map<string, number>();
  for (const { node, pods } of snapshot.nodes) {
    for (const { term, weight } of wanted) {
      const value = node.metadata.labels?.[term.topologyKey];
      if (value === undefined) continue;
      const key = `${term.topologyKey}=${value}`;
      for (const other of pods.values()) if (term.matches(other)) points.set(key, (points.get(key) ?? 0) + weight);
    }
  }
  const keys = new Set(wanted.map(({ term }) => term.topologyKey));
  return {
    score: ({ node }) => [...keys].reduce((total, key) => total + (points.get(`${key}=${node.metadata.labels?.[key]}`) ?? 0), 0),
    normalize: spreadToRange,
  };
}

/** The lowest becomes 0, the highest 100. */
function spreadToRange(scores: number[]): void {
  const lowest = Math.min(...scores);
  const range = Math.max(...scores) - lowest;
  for (let index = 0; index < scores.length; index++) scores[index] = range === 0 ? 0 : Math.floor((((scores[index] ?? 0) - lowest) * maximumScore) / range);
}
