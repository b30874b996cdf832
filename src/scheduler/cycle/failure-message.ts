import type { RejectedNode } from "./find-node.ts";

/** What the plug-in for resource claims, which is asked before preemption, says of a pod without any. Source: kubernetes DynamicResources PostFilter. */
const nothingToDeallocate = "no new claims to deallocate";

/** Why no node took a pod, in upstream's words: reasons with their counts, then what preempting could do. Source: kubernetes FitError and DefaultPreemption. */
export function failureMessage(totalNodes: number, rejected: readonly RejectedNode[]): string {
  if (totalNodes === 0) return "no nodes available to schedule pods";
  const reasons = tally(rejected.flatMap(({ rejection }) => rejection.reasons));
  const preemption = tally(rejected.map(({ rejection }) => (rejection.resolvable ? "No preemption victims found for incoming pod" : "Preemption is not helpful for scheduling")));
  return `0/${totalNodes} nodes are available: ${reasons}. ${nothingToDeallocate}, preemption: 0/${totalNodes} nodes are available: ${preemption}.`;
}

/** `2 a, 1 b`, sorted as texts. */
function tally(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort().join(", ");
}
