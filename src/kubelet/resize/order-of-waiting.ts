import { qosClass } from "../../api/core/pod/qos-class.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";

/**
 * Whose resize is granted first when room comes free: the higher priority, then a Guaranteed pod; among equals the order
 * stays as it is, which is for how long they have waited. Source: kubernetes allocation manager sortPendingResizes.
 */
export function orderOfWaiting(pods: readonly Pod[]): Pod[] {
  return pods.toSorted((a, b) => (b.spec.priority ?? 0) - (a.spec.priority ?? 0) || Number(isGuaranteed(b)) - Number(isGuaranteed(a)));
}

function isGuaranteed({ spec }: Pod): boolean {
  return qosClass(spec) === "Guaranteed";
}
