import type { StrategyContext } from "../../strategy.ts";
import { countGeneration, keepStatus, metadataOf } from "../../shared/write-rules.ts";
import { formatTime } from "../../../machinery/time/time.ts";
import { dropDisabledFields } from "../pod-template/drop-disabled.ts";
import type { Pod, PodCondition } from "../../types/core/v1.gen.ts";
import { takeAppArmorFromAnnotations } from "./app-armor.ts";
import { writeOutLabelKeys } from "./label-keys.ts";
import { qosClass } from "./qos-class.ts";

/** A new pod is Pending, at generation 1, with nothing of the client's in its status. Source: podStrategy.PrepareForCreate. */
export function prepareForCreate(pod: Pod, context: StrategyContext): void {
  metadataOf(pod).generation = 1;
  pod.status = { phase: "Pending", qosClass: qosClass(pod.spec) };
  dropDisabledFields(pod.spec, undefined);
  if ((pod.spec.schedulingGates ?? []).length > 0) pod.status.conditions = [schedulingGated(context.now)];
  writeOutLabelKeys(pod.spec, pod.metadata.labels);
  takeAppArmorFromAnnotations(pod);
}

/** Waiting for its gates is written at creation, so that nobody takes the pod for unschedulable. Source: applySchedulingGatedCondition. */
function schedulingGated(now: number): PodCondition {
  return {
    type: "PodScheduled",
    status: "False",
    reason: "SchedulingGated",
    message: "Scheduling is blocked due to non-empty scheduling gates",
    lastTransitionTime: formatTime(now),
  };
}

/** The main endpoint keeps the status; the QoS class is the one the pod was made with. */
export function prepareForUpdate(pod: Pod, old: Pod): void {
  keepStatus(pod, old);
  dropDisabledFields(pod.spec, old.spec);
  countGeneration(pod, old);
}
