import { parseQuantity, Quantity } from "../../../machinery/quantity/quantity.ts";
import type { Container, PodSpec } from "../../types/core/v1.gen.ts";
import { isSidecar } from "./sidecar.ts";

export type ResourcePart = "requests" | "limits";

/** Containers and sidecars together, or an init container with the sidecars before it where that is more. Source: component-helpers resource AggregateContainerRequests, AggregateContainerLimits. */
export function containerTotals(spec: Pick<PodSpec, "containers" | "initContainers">, part: ResourcePart): ReadonlyMap<string, Quantity> {
  const total = new Map<string, Quantity>();
  const sidecars = new Map<string, Quantity>();
  const largest = new Map<string, Quantity>();
  for (const container of spec.containers ?? []) add(total, container, part);
  for (const container of spec.initContainers ?? []) {
    const during = isSidecar(container) ? sidecars : new Map(sidecars);
    add(during, container, part);
    for (const [name, amount] of during) if (amount.compare(largest.get(name) ?? Quantity.zero) > 0) largest.set(name, amount);
  }
  for (const [name, amount] of sidecars) total.set(name, (total.get(name) ?? Quantity.zero).add(amount));
  for (const [name, amount] of largest) if (amount.compare(total.get(name) ?? Quantity.zero) > 0) total.set(name, amount);
  return total;
}

/**
 * What the pod as a whole asks for or is held to: what it says itself stands before what its containers say together.
 * Its overhead comes on top, of limits only where there is one. Source: component-helpers resource PodRequests, PodLimits.
 */
export function podTotals(spec: PodSpec, part: ResourcePart): ReadonlyMap<string, Quantity> {
  const total = new Map(containerTotals(spec, part));
  for (const [name, amount] of Object.entries(spec.resources?.[part] ?? {})) total.set(name, parseQuantity(amount));
  for (const [name, amount] of Object.entries(spec.overhead ?? {})) {
    const known = total.get(name);
    if (part === "requests" || known?.isZero === false) total.set(name, parseQuantity(amount).add(known ?? Quantity.zero));
  }
  return total;
}

function add(total: Map<string, Quantity>, { resources }: Container, part: ResourcePart): void {
  for (const [name, amount] of Object.entries(resources?.[part] ?? {})) total.set(name, (total.get(name) ?? Quantity.zero).add(parseQuantity(amount)));
}
