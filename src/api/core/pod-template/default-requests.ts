import { parseQuantity, type Quantity } from "../../../machinery/quantity/quantity.ts";
import { ownValue } from "../../shared/own-value.ts";
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
 * Where the pod as a whole has limits, it has requests too: what its containers ask for together, or the limit where none
 * of them asks. Source: setDefaultPodLevelResources.
 */
function defaultPodLevelRequests(spec: PodSpec): void {
  const resources = spec.resources;
  if (resources === undefined) return;
  for (const name in resources.limits) {
    if (ownValue(resources.requests, name) !== undefined) continue;
    resources.requests ??= {};
    resources.requests[name] = totalRequests(spec, name)?.toString() ?? (resources.limits[name] as string);
  }
}

function totalRequests(spec: PodSpec, name: string): Quantity | undefined {
  let total: Quantity | undefined;
  for (const container of spec.containers ?? []) {
    const own = ownValue(container.resources?.requests, name);
    if (own !== undefined) total = total === undefined ? parseQuantity(own) : total.add(parseQuantity(own));
  }
  return total;
}
