import type { PodSpec } from "../../types/core/v1.gen.ts";

/**
 * Fields of features that are off unless a cluster turns them on: what a client says there is dropped without a word, except
 * where the object had it before. Source: kubernetes pkg/api/pod dropDisabledFields.
 */
export function dropDisabledFields(spec: PodSpec | undefined, old: PodSpec | undefined): void {
  if (spec === undefined) return;
  if (spec.schedulingGroup !== undefined && old?.schedulingGroup === undefined) delete spec.schedulingGroup;
  for (const type of ["clusterTrustBundle", "podCertificate"] as const) if (projects(spec, type) && !(old !== undefined && projects(old, type))) dropProjections(spec, type);
}

function projects({ volumes = [] }: PodSpec, type: "clusterTrustBundle" | "podCertificate"): boolean {
  return volumes.some(({ projected }) => (projected?.sources ?? []).some((source) => source[type] !== undefined));
}

function dropProjections({ volumes = [] }: PodSpec, type: "clusterTrustBundle" | "podCertificate"): void {
  for (const { projected } of volumes) for (const source of projected?.sources ?? []) delete source[type];
}
