import { ownValue } from "../../shared/own-value.ts";
import { containerTotals } from "./resource-totals.ts";
import { isHugePages } from "../../shared/resource-names.ts";
import type { Container, PodSpec } from "../../types/core/v1.gen.ts";

/** A limit without a request is also the request. Pods only, not templates. Source: kubernetes pkg/apis/core/v1 SetDefaults_Pod. */
export function defaultRequestsFromLimits(spec: PodSpec): void {
  for (const container of spec.containers ?? []) requestLimits(container);
  for (const container of spec.initContainers ?? []) requestLimits(container);
  defaultPodLevelRequests(spec);
}

function requestLimits({ resources }: Container): void {
  const limits = resources?.limits;
  if (resources === undefined || limits === undefined) return;
  for (const name in limits) {
    resources.requests ??= {};
    if (ownValue(resources.requests, name) === undefined) resources.requests[name] = limits[name] as string;
  }
}

/**
 * Where the pod as a whole has limits, it has requests too: what its containers ask for together, of cpu and memory even
 * where the pod has no limit of it, or the limit where none of them asks. Source: defaultPodRequests.
 */
function defaultPodLevelRequests({ resources, ...spec }: PodSpec): void {
  const limits = resources?.limits ?? {};
  if (resources === undefined || Object.keys(limits).length === 0) return;
  const requests = { ...resources.requests };
  const ask = (name: string, amount: string) => {
    if (ownValue(requests, name) === undefined) requests[name] = amount;
  };
  for (const [name, total] of containerTotals(spec, "requests")) if (overcommitted.has(name)) ask(name, total.toString());
  for (const name in limits) if (overcommitted.has(name) || isHugePages(name)) ask(name, limits[name] as string);
  if (Object.keys(requests).length > 0) resources.requests = requests;
}

/** What a pod may have more of than it asked for. */
const overcommitted: ReadonlySet<string> = new Set(["cpu", "memory"]);
