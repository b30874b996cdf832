import type { Affinity } from "../../types/core/v1.gen.ts";

/** Terms that select no pod. Source: kubernetes pkg/api/pod warningsForPodAffinityTerms, warningsForWeightedPodAffinityTerms. */
export function affinityWarnings(affinity: Affinity | undefined, path: string): string[] {
  return (["podAffinity", "podAntiAffinity"] as const).flatMap((sort) => {
    const { requiredDuringSchedulingIgnoredDuringExecution: hard = [], preferredDuringSchedulingIgnoredDuringExecution: soft = [] } = affinity?.[sort] ?? {};
    const warn = (at: string) => `${path}.${sort}.${at}.labelSelector: a null labelSelector results in matching no pod`;
    return [
      ...hard.flatMap(({ labelSelector }, index) => (labelSelector === undefined ? [warn(`requiredDuringSchedulingIgnoredDuringExecution[${index}]`)] : [])),
      ...soft.flatMap(({ podAffinityTerm }, index) => (podAffinityTerm?.labelSelector === undefined ? [warn(`preferredDuringSchedulingIgnoredDuringExecution[${index}].podAffinityTerm`)] : [])),
    ];
  });
}
