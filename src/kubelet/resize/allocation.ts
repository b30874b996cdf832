import type { Pod, ResourceRequirements } from "../../api/types/core/v1.gen.ts";
import { deepEqual } from "../../machinery/equality/deep-equal.ts";

/** What the node has set aside for a pod: what its spec said when it was admitted, or at its last resize that was. */
export interface Allocation {
  readonly pod?: ResourceRequirements;
  readonly containers: Readonly<Record<string, ResourceRequirements>>;
}

export function allocationOf(pod: Pod): Allocation {
  const resizable = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return {
    ...(pod.spec.resources === undefined ? {} : { pod: pod.spec.resources }),
    containers: Object.fromEntries(resizable.map(({ name, resources = {} }) => [name, resources])),
  };
}

export function sameAllocation(a: Allocation, b: Allocation): boolean {
  return deepEqual(a, b);
}

/** The pod as the node has admitted it: what it runs by, whatever a resize that is pending wants. */
export function withAllocation(pod: Pod, allocation: Allocation): Pod {
  const allocated = <T extends { name: string; resources?: ResourceRequirements }>(container: T): T => {
    const resources = allocation.containers[container.name];
    return resources === undefined ? container : { ...container, resources };
  };
  return {
    ...pod,
    spec: {
      ...pod.spec,
      ...(allocation.pod === undefined ? {} : { resources: allocation.pod }),
      containers: pod.spec.containers.map(allocated),
      ...(pod.spec.initContainers === undefined ? {} : { initContainers: pod.spec.initContainers.map(allocated) }),
    },
  };
}
