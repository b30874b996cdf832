import type { Pod } from "../../api/types/core/v1.gen.ts";
import { amountOf, podRequests } from "../../api/core/scheduling/pod-requests.ts";

/** What a container that asks for nothing is taken for. Source: kubernetes DefaultMilliCPURequest and DefaultMemoryRequest. */
const defaultCpuMilli = 100;
const defaultMemoryBytes = 200 * 1_024 * 1_024;

/** A pod's cpu and memory for scoring. Containers without a request count with a default, so that they spread too. */
export function nonZeroRequests(pod: Pod): { readonly cpu: number; readonly memory: number } {
  const known = cache.get(pod.spec);
  if (known !== undefined) return known;
  const requests = podRequests(pod);
  const result = { cpu: requests.get("cpu") ?? 0, memory: requests.get("memory") ?? 0 };
  for (const { resources } of pod.spec.containers) {
    if (isZero("cpu", resources?.requests?.["cpu"] ?? resources?.limits?.["cpu"])) result.cpu += defaultCpuMilli;
    if (isZero("memory", resources?.requests?.["memory"] ?? resources?.limits?.["memory"])) result.memory += defaultMemoryBytes;
  }
  cache.set(pod.spec, result);
  return result;
}

const cache = new WeakMap<object, { readonly cpu: number; readonly memory: number }>();

function isZero(name: string, quantity: string | undefined): boolean {
  return quantity === undefined || amountOf(name, quantity) === 0;
}
