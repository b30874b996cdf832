import { qosClass } from "../../api/core/pod/qos-class.ts";
import { isTerminalPhase } from "../../api/core/pod/phase.ts";
import { amountsOf, podRequests } from "../../api/core/scheduling/pod-requests.ts";
import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import { isCritical } from "../eviction/rank.ts";

const cheapestFirst = ["BestEffort", "Burstable", "Guaranteed"];

/**
 * Which pods have to go so that a critical pod has room: cheap ones first, and none that the others
 * make superfluous. Undefined for a pod that is not critical, or where nobody's going would be enough.
 * Source: kubernetes pkg/kubelet/preemption CriticalPodAdmissionHandler.
 */
export function decidePreemption(pod: Pod, node: Node | undefined, others: readonly Pod[]): readonly Pod[] | undefined {
  if (!isCritical(pod) || node === undefined) return undefined;
  const neighbours = others.filter((other) => other.metadata.uid !== pod.metadata.uid && !isTerminalPhase(other.status?.phase));
  const candidates = neighbours
    .filter((other) => isPreemptable(pod, other))
    .toSorted((a, b) => cheapestFirst.indexOf(qosClass(a.spec)) - cheapestFirst.indexOf(qosClass(b.spec)) || (a.spec.priority ?? 0) - (b.spec.priority ?? 0));
  const fits = (gone: readonly Pod[]): boolean => hasRoom(pod, node, neighbours.filter((other) => !gone.includes(other)));
  if (!fits(candidates)) return undefined;
  let victims: readonly Pod[] = candidates;
  // From the dearest on, whoever can stay stays.
  for (const candidate of candidates.toReversed()) {
    const fewer = victims.filter((victim) => victim !== candidate);
    if (fits(fewer)) victims = fewer;
  }
  return victims;
}

/** Any pod that is not critical gives way to one that is; critical ones go by priority. Source: kubernetes pkg/kubelet/types Preemptable. */
function isPreemptable({ spec }: Pod, other: Pod): boolean {
  if (!isCritical(other)) return true;
  return spec.priority !== undefined && other.spec.priority !== undefined && other.spec.priority < spec.priority;
}

function hasRoom(pod: Pod, node: Node, neighbours: readonly Pod[]): boolean {
  const capacity = amountsOf(node.status?.allocatable);
  const pods = capacity.get("pods");
  if (pods !== undefined && neighbours.length + 1 > pods) return false;
  return [...podRequests(pod)].every(([name, requested]) => {
    const has = capacity.get(name);
    return has === undefined || requested === 0 || neighbours.reduce((total, other) => total + (podRequests(other).get(name) ?? 0), requested) <= has;
  });
}
