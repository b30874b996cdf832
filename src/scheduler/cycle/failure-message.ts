import type { RejectedNode } from "./find-node.ts";

/**
 * Why no node took a pod, in upstream's words: reasons with their counts, then what giving back claims of devices and
 * preempting could do. Source: kubernetes FitError, DynamicResources and DefaultPreemption.
 */
export function failureMessage(totalNodes: number, rejected: readonly Pick<RejectedNode, "rejection">[], preemptionPolicy?: string): string {
  if (totalNodes === 0) return "no nodes available to schedule pods";
  const reasons = tally(rejected.flatMap(({ rejection }) => rejection.reasons));
  const start = `0/${totalNodes} nodes are available: ${reasons}. no new claims to deallocate, preemption:`;
  if (preemptionPolicy === "Never") return `${start} not eligible due to preemptionPolicy=Never.`;
  const preemption = tally(rejected.map(({ rejection }) => (rejection.resolvable ? "No preemption victims found for incoming pod" : "Preemption is not helpful for scheduling")));
  return `${start} 0/${totalNodes} nodes are available: ${preemption}.`;
}

/** `2 a, 1 b`, sorted as texts. */
function tally(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort().join(", ");
}
