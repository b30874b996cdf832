import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { amountsOf, podRequests, type ResourceAmounts } from "../../../api/core/scheduling/pod-requests.ts";
import { nonZeroRequests } from "../../cache/non-zero-requests.ts";
import { maximumScore, type NodeInfo, type Rejection, type SchedulerPlugin } from "../../framework/contract.ts";

/** A node must have room for what the pod asks for; among those that have, the emptier one is better (LeastAllocated). */
export const plugin: SchedulerPlugin = {
  name: "NodeResourcesFit",
  order: 80,
  weight: 1,
  prepare(pod) {
    const requests = podRequests(pod);
    const wanted = nonZeroRequests(pod);
    return {
      filter: (node) => lack(requests, node),
      score: ({ allocatable, nonZeroRequested }) =>
        Math.floor(
          (leastAllocated(nonZeroRequested.cpu + wanted.cpu, allocatable.get("cpu") ?? 0) + leastAllocated(nonZeroRequested.memory + wanted.memory, allocatable.get("memory") ?? 0)) / 2,
        ),
    };
  },
  mayHelp(event, pod) {
    if (event.type === "NodeUpdated") return grew(event.old.status?.allocatable, event.node.status?.allocatable);
    return event.type === "PodRemoved" || (event.type === "NodeAdded" && fitsAlone(pod, event.node.status?.allocatable));
  },
};

function lack(requests: ResourceAmounts, { allocatable, requested, pods }: NodeInfo): Rejection | undefined {
  const reasons: string[] = [];
  let resolvable = true;
  const maximumPods = allocatable.get("pods") ?? 0;
  if (pods.size + 1 > maximumPods) reasons.push("Too many pods");
  for (const [name, amount] of requests) {
    if (amount === 0) continue;
    const has = allocatable.get(name) ?? 0;
    if (amount > has - (requested.get(name) ?? 0)) {
      reasons.push(`Insufficient ${name}`);
      if (amount > has) resolvable = false; // not even an empty node would do
    }
  }
  return reasons.length === 0 ? undefined : { reasons, resolvable };
}

function leastAllocated(requested: number, capacity: number): number {
  return capacity === 0 || requested > capacity ? 0 : Math.floor(((capacity - requested) * maximumScore) / capacity);
}

function grew(old: Readonly<Record<string, string>> | undefined, now: Readonly<Record<string, string>> | undefined): boolean {
  const before = amountsOf(old);
  return [...amountsOf(now)].some(([name, amount]) => amount > (before.get(name) ?? 0));
}

function fitsAlone(pod: Pod, allocatable: Readonly<Record<string, string>> | undefined): boolean {
  const has = amountsOf(allocatable);
  return [...podRequests(pod)].every(([name, amount]) => amount <= (has.get(name) ?? 0));
}
