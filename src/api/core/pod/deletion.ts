import type { Pod } from "../../types/core/v1.gen.ts";
import { isTerminalPhase } from "./phase.ts";

/**
 * How long a deleted pod may take to stop: what the client asked for, else the pod's own grace. A pod that no node has
 * or that has ended is removed at once (0). Negative graces mean 1 s. Source: kubernetes registry/core/pod CheckGracefulDelete.
 */
export function gracePeriodSeconds(pod: Pod, requested: number | undefined): number {
  if (!pod.spec.nodeName || isTerminalPhase(pod.status?.phase)) return 0;
  const seconds = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}
