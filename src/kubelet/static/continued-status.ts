import type { PodStatus } from "../../api/types/core/v1.gen.ts";

/**
 * The status of a static pod whose kubelet was restarted: a static pod has no status of its own to go on from, but its
 * mirror has. `before` is what the mirror said at the start, `first` what this kubelet said first. When the pod started
 * and since when conditions hold is taken from before, for as long as nothing has turned since.
 * Source: kubernetes pkg/kubelet/status updateStatusInternal, oldStatus from the mirror pod.
 */
export function continuedStatus(status: PodStatus, { before, first }: { readonly before: PodStatus; readonly first: PodStatus }): PodStatus {
  const find = ({ conditions = [] }: PodStatus, type: string) => conditions.find((condition) => condition.type === type);
  const conditions = status.conditions?.map((condition) => {
    const [earlier, own] = [find(before, condition.type), find(first, condition.type)];
    const holdsSince = earlier?.status === condition.status && own?.status === condition.status && own.lastTransitionTime === condition.lastTransitionTime;
    return holdsSince ? { ...condition, lastTransitionTime: earlier.lastTransitionTime } : condition;
  });
  return { ...status, ...(before.startTime === undefined ? {} : { startTime: before.startTime }), ...(conditions === undefined ? {} : { conditions }) };
}
