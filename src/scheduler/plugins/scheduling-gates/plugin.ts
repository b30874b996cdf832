import type { SchedulerPlugin } from "../../framework/contract.ts";

/** A pod with gates waits until whoever put them there has taken all of them away. */
export const plugin: SchedulerPlugin = {
  name: "SchedulingGates",
  order: 10,
  preEnqueue(pod) {
    const gates = pod.spec.schedulingGates ?? [];
    return gates.length === 0 ? undefined : `Scheduling is blocked due to non-empty scheduling gates`;
  },
  // A gated pod is not in the queue: only its own update brings it there.
  mayHelp: () => false,
};
