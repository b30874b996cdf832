import type { Clock } from "../../base/clock.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { pods } from "../../client/resources.ts";
import type { Transport } from "../../client/transport.ts";
import { isOtherUid, isStatus } from "../../machinery/errors/status-error.ts";
import { formatTime } from "../../machinery/time/time.ts";

export type PodScheduledReason = "Unschedulable" | "SchedulerError" | "SchedulingGated";

/** Writes PodScheduled=False with why, unless the pod says so already. A pod that is gone by now is no error. */
export async function reportUnscheduled(options: { readonly transport: Transport; readonly clock: Clock; readonly signal: AbortSignal }, pod: Pod, reason: PodScheduledReason, message: string): Promise<void> {
  const old = pod.status?.conditions?.find((condition) => condition.type === "PodScheduled");
  if (old?.status === "False" && old.reason === reason && old.message === message) return;
  const now = formatTime(options.clock.now());
  const condition = {
    type: "PodScheduled",
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    status: "False",
    lastProbeTime: null,
    lastTransitionTime: old?.status === "False" ? (old.lastTransitionTime ?? now) : now,
    reason,
    message,
  };
  const { name, namespace, uid } = pod.metadata;
  const body = { metadata: { uid }, status: { conditions: [condition] } };
  try {
    await options.transport.request({ verb: "patch", resource: pods, subresource: "status", namespace, name, patchType: "application/strategic-merge-patch+json", body }, options.signal);
  } catch (error) {
    if (!isStatus(error, "NotFound", "Conflict") && !isOtherUid(error)) throw error;
  }
}
