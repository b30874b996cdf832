import { isZeroQuantity, quantitiesEqual } from "../../shared/quantities.ts";
import type { PodSpec, ResourceRequirements } from "../../types/core/v1.gen.ts";

export type QosClass = "Guaranteed" | "Burstable" | "BestEffort";

/** Only these two resources decide the class. */
const qosResources = ["cpu", "memory"] as const;

/**
 * The class by which a node protects a pod when it runs short: Guaranteed when every container's cpu and memory limits
 * equal its requests, BestEffort when nothing is asked for, else Burstable. Pod-level resources, where set, decide alone.
 * Source: kubernetes pkg/apis/core/v1/helper/qos ComputePodQOS.
 */
export function qosClass(spec: PodSpec): QosClass {
  if (hasPodLevelResources(spec)) return classOf([spec.resources]);
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return classOf(containers.map((container) => container.resources));
}

function hasPodLevelResources({ resources }: PodSpec): boolean {
  return Object.keys(resources?.requests ?? {}).length > 0 || Object.keys(resources?.limits ?? {}).length > 0;
}

function classOf(all: readonly (ResourceRequirements | undefined)[]): QosClass {
  let guaranteed = true;
  let asksForSomething = false;
  for (const resources of all) {
    for (const name of qosResources) {
      const request = nonZero(resources?.requests?.[name]);
      const limit = nonZero(resources?.limits?.[name]);
      if (request !== undefined || limit !== undefined) asksForSomething = true;
      if (limit === undefined || (request !== undefined && !quantitiesEqual(request, limit))) guaranteed = false;
    }
  }
  if (!asksForSomething) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

function nonZero(quantity: string | number | undefined): string | number | undefined {
  return quantity === undefined || isZeroQuantity(quantity) ? undefined : quantity;
}
