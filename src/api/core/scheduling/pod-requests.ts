import { parseQuantity } from "../../../machinery/quantity/quantity.ts";
import { compareQuantities } from "../../shared/quantities.ts";
import type { Container, Pod, PodStatus, ResourceRequirements } from "../../types/core/v1.gen.ts";

/** Amounts by resource name: `cpu` in thousandths, everything else in whole units. */
export type ResourceAmounts = ReadonlyMap<string, number>;

/**
 * What a pod takes of a node: the sum of its containers and sidecars, or, where that is more, any init container with
 * the sidecars started before it; plus overhead. Pod-level requests replace what they name.
 * Source: kubernetes component-helpers resource PodRequests.
 */
export function podRequests(pod: Pod): ResourceAmounts {
  const known = cache.get(pod.spec);
  if (known !== undefined) return known;
  const total = new Map<string, number>();
  for (const container of pod.spec.containers) add(total, containerRequests(container));
  const sidecars = new Map<string, number>();
  const largestInit = new Map<string, number>();
  for (const container of pod.spec.initContainers ?? []) {
    const requests = containerRequests(container);
    if (container.restartPolicy === "Always") {
      add(sidecars, requests);
      raise(largestInit, sidecars);
    } else {
      const during = new Map(sidecars);
      add(during, requests);
      raise(largestInit, during);
    }
  }
  add(total, sidecars);
  raise(total, largestInit);
  for (const [name, amount] of Object.entries(pod.spec.resources?.requests ?? {})) total.set(name, amountOf(name, amount));
  for (const [name, amount] of Object.entries(pod.spec.overhead ?? {})) total.set(name, (total.get(name) ?? 0) + amountOf(name, amount));
  cache.set(pod.spec, total);
  return total;
}

/**
 * What a pod takes of the node that it is bound to. While a resize is under way or waits, that is the most of what it
 * wishes, has been allocated and still has; a wish that the node can never grant does not count.
 * Source: kubernetes component-helpers resource determineEffectiveRequests.
 */
export function occupiedRequests(pod: Pod): ResourceAmounts {
  const { spec, status = {} } = pod;
  if (!isResizing(pod)) return podRequests(pod);
  const isInfeasible = status.conditions?.some(({ type, reason }) => type === "PodResizePending" && reason === "Infeasible") === true;
  const statuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  const most = (wished: ResourceRequirements | undefined, told: Told | undefined): ResourceRequirements | undefined =>
    told?.resources === undefined ? wished : { ...wished, requests: largest([told.resources.requests, told.allocatedResources, isInfeasible ? undefined : wished?.requests]) };
  const withMost = (container: Container): Container => ({ ...container, resources: most(container.resources, statuses.find(({ name }) => name === container.name)) });
  return podRequests({
    ...pod,
    spec: {
      ...spec,
      containers: spec.containers.map(withMost),
      initContainers: spec.initContainers?.map(withMost),
      resources: spec.resources === undefined ? undefined : most(spec.resources, status),
    },
  });
}

/** What a status tells of resources: a container's, or the pod's as a whole. */
type Told = Pick<PodStatus, "resources" | "allocatedResources">;

/** Its node has not made of it yet what the spec wishes. */
export function isResizing({ metadata, status }: Pod): boolean {
  if (status?.containerStatuses === undefined) return false;
  return (status.observedGeneration ?? 0) < (metadata.generation ?? 0) || status.conditions?.some(({ type }) => type === "PodResizePending" || type === "PodResizeInProgress") === true;
}

function largest(lists: readonly (Readonly<Record<string, string>> | undefined)[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const list of lists) {
    for (const [name, amount] of Object.entries(list ?? {})) if (result[name] === undefined || compareQuantities(amount, result[name]) > 0) result[name] = amount;
  }
  return result;
}

/** Specs are immutable and shared by every version of a pod's status, so one sum a spec is enough. */
const cache = new WeakMap<object, ResourceAmounts>();

/** An amount as it is counted here: `cpu` in thousandths, everything else in whole units. */
export function amountOf(resource: string, quantity: string | number): number {
  const parsed = parseQuantity(quantity);
  return resource === "cpu" ? parsed.asMilli() : parsed.asInt64();
}

/** What a node (or anything else) has. */
export function amountsOf(quantities: Readonly<Record<string, string>> | undefined): Map<string, number> {
  return new Map(Object.entries(quantities ?? {}).map(([name, quantity]) => [name, amountOf(name, quantity)]));
}

function containerRequests({ resources }: Container): Map<string, number> {
  return amountsOf(requestsOf(resources));
}

/** A limit without a request is also the request. */
function requestsOf(resources: ResourceRequirements | undefined): Record<string, string> {
  return { ...resources?.limits, ...resources?.requests };
}

function add(total: Map<string, number>, amounts: ResourceAmounts): void {
  for (const [name, amount] of amounts) total.set(name, (total.get(name) ?? 0) + amount);
}

function raise(total: Map<string, number>, amounts: ResourceAmounts): void {
  for (const [name, amount] of amounts) if (amount > (total.get(name) ?? 0)) total.set(name, amount);
}
