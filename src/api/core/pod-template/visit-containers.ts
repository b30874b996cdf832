import type { Container, EphemeralContainer, PodSpec } from "../../types/core/v1.gen.ts";

export interface VisitedContainer {
  readonly container: Container | EphemeralContainer;
  /** Where it stands within the spec: `containers[0]`. */
  readonly at: string;
}

/** All containers of a pod, in the order in which upstream visits them. Source: kubernetes pkg/apis/core/pods VisitContainersWithPath. */
export function containersOf(spec: PodSpec): VisitedContainer[] {
  return (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((list) => (spec[list] ?? []).map((container, index) => ({ container, at: `${list}[${index}]` })));
}
