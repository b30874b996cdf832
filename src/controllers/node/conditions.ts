import type { Node, NodeCondition } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { findCondition } from "../../machinery/meta/conditions.ts";
import { formatTime } from "../../machinery/time/time.ts";

/** How long a node may be silent. Source: kube-controller-manager --node-monitor-grace-period, --node-startup-grace-period. */
export const graceMs: Millis = 50_000;
export const startupGraceMs: Millis = 60_000;

/** The conditions of which nobody knows anything when the kubelet is silent. */
const reported = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

/** Milliseconds until a node that was last heard at `heardAt` counts as lost, at most 0 when it does. */
export function timeToLostMs({ status }: Node, heardAt: Millis, now: Millis): Millis {
  const hasReported = findCondition(status?.conditions, "Ready") !== undefined;
  return heardAt + (hasReported ? graceMs : startupGraceMs) - now;
}

/** The conditions of a node that has been silent for too long. Source: kubernetes pkg/controller/nodelifecycle tryUpdateNodeHealth. */
export function lostConditions({ status, metadata }: Node, now: Millis): NodeCondition[] {
  const nowText = formatTime(now);
  const conditions = [...(status?.conditions ?? [])];
  for (const type of reported) {
    const place = conditions.findIndex((condition) => condition.type === type);
    const old = conditions[place];
    if (old === undefined) {
      const never = { reason: "NodeStatusNeverUpdated", message: "Kubelet never posted node status." };
      conditions.push({ type, status: "Unknown", ...never, lastHeartbeatTime: metadata.creationTimestamp, lastTransitionTime: nowText });
    } else if (old.status !== "Unknown") {
      conditions[place] = { ...old, status: "Unknown", reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status.", lastTransitionTime: nowText };
    }
  }
  return conditions;
}
