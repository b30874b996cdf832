import { deepEqual } from "../../machinery/equality/deep-equal.ts";
import type { ClusterEvent } from "../framework/contract.ts";

/** Why pods come into a queue, as `scheduler_queue_incoming_pods_total` names it. Source: kube-scheduler framework ClusterEvent.Label. */
export const podAdded = "UnschedulablePodAdd";
export const podUpdated = "UnschedulablePodUpdate";
export const attemptFailed = "ScheduleAttemptFailure";
export const backoffComplete = "BackoffComplete";
export const unschedulableTimeout = "UnschedulableTimeout";

/** Of several changes to a node the first in upstream's order gives the name. */
export function eventName(event: ClusterEvent): string {
  switch (event.type) {
    case "NodeAdded":
      return "NodeAdd";
    case "PodPlaced":
      return "AssignedPodAdd";
    case "PodRemoved":
      return "AssignedPodDelete";
    case "NodeUpdated": {
      const { node, old } = event;
      if (!deepEqual(node.status?.allocatable, old.status?.allocatable)) return "NodeUpdateNodeAllocatable";
      return deepEqual(node.metadata.labels, old.metadata.labels) ? "NodeUpdateNodeTaint" : "NodeUpdateNodeLabel";
    }
  }
}
