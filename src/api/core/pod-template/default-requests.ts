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
    resources.requests[name] ??= limits[name] as string;
  }
}

/** Pod-level requests follow pod-level limits for each resource that no container requests by itself. */
function defaultPodLevelRequests(spec: PodSpec): void {
  const resources = spec.resources;
  if (resources?.limits === undefined) return;
  for (const name in resources.limits) {
    if (resources.requests?.[name] !== undefined) continue;
    const requestedByContainer = (spec.containers ?? []).some((container) => container.resources?.requests?.[name] !== undefined);
    if (requestedByContainer) continue;
    resources.requests ??= {};
    resources.requests[name] = resources.limits[name] as string;
  }
}
