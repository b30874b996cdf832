import type { Pod, PodSpec, PodStatus } from "../../types/core/v1.gen.ts";
import { defaultRequestsFromLimits } from "../pod-template/default-requests.ts";
import { defaultHostPorts, defaultPodSpec } from "../pod-template/defaults.ts";

/** Source: kubernetes pkg/apis/core/v1 SetDefaults_Pod. */
export function applyDefaults(pod: Pod): void {
  pod.spec ??= {} as PodSpec;
  defaultPodSpec(pod.spec);
  // Less than nothing is taken for as little as there is. Pods only: templates stay as they were written.
  if ((pod.spec.terminationGracePeriodSeconds ?? 0) < 0) pod.spec.terminationGracePeriodSeconds = 1;
  defaultRequestsFromLimits(pod.spec);
  defaultHostPorts(pod.spec);
  pod.spec.enableServiceLinks ??= true;
  if (pod.status !== undefined) alignAddresses(pod.status);
  // Pods only: a template keeps what was written. Source: Convert_v1_Pod_To_core_Pod.
  if ((pod.spec.terminationGracePeriodSeconds ?? 0) < 0) pod.spec.terminationGracePeriodSeconds = 1;
}

/** One address is the first of several: whoever names another by the old field alone means that one. Source: Convert_v1_PodStatus_To_core_PodStatus. */
function alignAddresses(status: PodStatus): void {
  const first = status.podIPs?.[0]?.ip;
  if (status.podIP && status.podIP !== first) status.podIPs = [{ ip: status.podIP }];
  else if (!status.podIP && first) status.podIP = first;
}
