import type { PodSpec, PodTemplateSpec } from "../../types/core/v1.gen.ts";
import { metadataInGo, structInGo } from "./in-go.ts";

export function podTemplateInGo({ metadata, spec }: PodTemplateSpec): object {
  return { ...metadataInGo(metadata), Spec: podSpecInGo(spec) };
}

/** What the host shares with a pod stands in its security context. Source: kubernetes Convert_v1_PodSpec_To_core_PodSpec. */
export function podSpecInGo(spec: PodSpec): object {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers, serviceAccountName, serviceAccount } = spec;
  const securityContext = { ...spec.securityContext, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
  return structInGo("PodSpec", { ...spec, securityContext, serviceAccountName: serviceAccountName ?? serviceAccount });
}
