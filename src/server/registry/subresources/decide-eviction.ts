import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { PodDisruptionBudget } from "../../../api/types/policy/v1.gen.ts";

export type EvictionDecision =
  | { readonly type: "Allowed" }
  /** Allowed if the budget's counter can be lowered. */
  | { readonly type: "Spend"; readonly budget: PodDisruptionBudget }
  | { readonly type: "Refused"; readonly message: string; readonly retryAfterSeconds: number }
  | { readonly type: "Ambiguous" };

/** Seconds until the disruption controller should have looked at a changed budget. */
const staleRetrySeconds = 10;

/**
 * Whether a pod may be evicted, given the budgets whose selector matches it. Pods that do not serve (ended, not started,
 * going already) count in no budget. Source: kubernetes registry/core/pod/storage/eviction.go.
 */
export function decideEviction(pod: Pod, budgets: readonly PodDisruptionBudget[]): EvictionDecision {
  const phase = pod.status?.phase;
  if (phase === "Succeeded" || phase === "Failed" || phase === "Pending" || pod.metadata.deletionTimestamp !== undefined) return { type: "Allowed" };
  const [budget, second] = budgets;
  if (budget === undefined) return { type: "Allowed" };
  if (second !== undefined) return { type: "Ambiguous" };

  const { disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0, observedGeneration = 0 } = budget.status ?? {};
  const isReady = pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
  if (!isReady && (budget.spec?.unhealthyPodEvictionPolicy === "AlwaysAllow" || (currentHealthy >= desiredHealthy && desiredHealthy > 0))) return { type: "Allowed" };

  const name = budget.metadata?.name ?? "";
  if (observedGeneration < (budget.metadata?.generation ?? 0)) {
    return { type: "Refused", message: `The disruption budget ${name} is still being processed by the server.`, retryAfterSeconds: staleRetrySeconds };
  }
  if (disruptionsAllowed <= 0) {
    return { type: "Refused", message: `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`, retryAfterSeconds: 0 };
  }
  return { type: "Spend", budget };
}
