import { parseQuantity, Quantity } from "../../../machinery/quantity/quantity.ts";
import type { Container, PodSpec } from "../../types/core/v1.gen.ts";
import { isSidecar } from "./sidecar.ts";

/** Containers and sidecars together, or an init container with the sidecars before it where that is more. Source: component-helpers resource AggregateContainerRequests. */
export function containerRequests(spec: Pick<PodSpec, "containers" | "initContainers">): ReadonlyMap<string, Quantity> {
  const total = new Map<string, Quantity>();
  const sidecars = new Map<string, Quantity>();
  const largest = new Map<string, Quantity>();
  for (const container of spec.containers ?? []) add(total, container);
  for (const container of spec.initContainers ?? []) {
    const during = isSidecar(container) ? sidecars : new Map(sidecars);
    add(during, container);
    for (const [name, amount] of during) if (amount.compare(largest.get(name) ?? Quantity.zero) > 0) largest.set(name, amount);
  }
  for (const [name, amount] of sidecars) total.set(name, (total.get(name) ?? Quantity.zero).add(amount));
  for (const [name, amount] of largest) if (amount.compare(total.get(name) ?? Quantity.zero) > 0) total.set(name, amount);
  return total;
}

function add(total: Map<string, Quantity>, { resources }: Container): void {
  for (const [name, amount] of Object.entries(resources?.requests ?? {})) total.set(name, (total.get(name) ?? Quantity.zero).add(parseQuantity(amount)));
}
