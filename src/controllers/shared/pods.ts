import type { Pod } from "../../api/types/core/v1.gen.ts";

/** Its containers have all ended for good: phase Succeeded or Failed. Source: kubernetes api/v1/pod IsPodTerminal. */
export function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

/** Neither ended nor on its way out. Source: kubernetes pkg/controller IsPodActive. */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** On its way out and not ended yet. Source: kubernetes pkg/controller IsPodTerminating. */
export function isTerminating(pod: Pod): boolean {
  return !isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;
}

export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") === true;
}
