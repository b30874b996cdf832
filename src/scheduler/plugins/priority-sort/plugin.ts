import type { SchedulerPlugin } from "../../framework/contract.ts";

/** Higher priority first; the queue keeps the order of coming among equals. */
export const plugin: SchedulerPlugin = {
  name: "PrioritySort",
  order: 20,
  compare: (a, b) => (b.spec.priority ?? 0) - (a.spec.priority ?? 0),
};
