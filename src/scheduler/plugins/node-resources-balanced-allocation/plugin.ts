import { podRequests } from "../../../api/core/scheduling/pod-requests.ts";
import { maximumScore, type SchedulerPlugin } from "../../framework/contract.ts";

/** Prefers nodes whose cpu and memory are used up at the same pace. Pods that ask for neither do not change a balance. */
export const plugin: SchedulerPlugin = {
  name: "NodeResourcesBalancedAllocation",
  order: 150,
  weight: 1,
  prepare(pod) {
    const requests = podRequests(pod);
    const cpu = requests.get("cpu") ?? 0;
    const memory = requests.get("memory") ?? 0;
    if (cpu === 0 && memory === 0) return undefined;
    return {
      score({ allocatable, requested }) {
        const cpuFraction = fraction((requested.get("cpu") ?? 0) + cpu, allocatable.get("cpu") ?? 0);
        const memoryFraction = fraction((requested.get("memory") ?? 0) + memory, allocatable.get("memory") ?? 0);
        // The standard deviation of two values is half of what lies between them.
        return Math.floor((1 - Math.abs(cpuFraction - memoryFraction) / 2) * maximumScore);
      },
    };
  },
};

function fraction(requested: number, capacity: number): number {
  return capacity === 0 ? 1 : Math.min(1, requested / capacity);
}
