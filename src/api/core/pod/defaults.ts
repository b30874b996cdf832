import type { Pod, PodSpec } from "../../types/core/v1.gen.ts";
import { defaultRequestsFromLimits } from "../pod-template/default-requests.ts";
import { defaultHostPorts, defaultPodSpec } from "../pod-template/defaults.ts";

/** Source: kubernetes pkg/apis/core/v1 SetDefaults_Pod. */
export function applyDefaults(pod: Pod): void {
  pod.spec ??= {} as PodSpec;
  defaultPodSpec(pod.spec);
  defaultRequestsFromLimits(pod.spec);
  defaultHostPorts(pod.spec);
  pod.spec.enableServiceLinks ??= true;
  // Pods only: a template keeps what was written. Source: Convert_v1_Pod_To_core_Pod.
  if ((pod.spec.terminationGracePeriodSeconds ?? 0) < 0) pod.spec.terminationGracePeriodSeconds = 1;
}
