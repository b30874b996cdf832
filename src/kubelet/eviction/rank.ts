import { isMirrorPod, isStaticPod } from "../../api/core/pod/mirror.ts";
import { podRequests } from "../../api/core/scheduling/pod-requests.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { Quantity } from "../../machinery/quantity/quantity.ts";
import { wholeValue } from "../containers/amounts.ts";
import type { Shortage } from "./thresholds.ts";

/** A pod that might go, with what it uses of the resource that runs short. */
export interface Candidate {
  readonly pod: Pod;
  readonly used: number;
  /** By container, for the message. */
  readonly containers: ReadonlyMap<string, number>;
}

/** Pods of this priority keep the node or the cluster going and are never evicted. Source: kubernetes SystemCriticalPriority. */
export const criticalPriority = 2_000_000_000;

/**
 * Who goes first: pods that use more than they asked for, of those the one with the lowest priority, of those the one that
 * is the furthest above. Critical pods are left out. Source: kubernetes rankMemoryPressure, rankDiskPressureFunc.
 */
export function rankForEviction(candidates: readonly Candidate[], resource: Shortage["resource"]): Candidate[] {
  const excess = ({ pod, used }: Candidate): number => used - requested(pod, resource);
  const isOver = (candidate: Candidate): number => (excess(candidate) > 0 ? 1 : 0);
  return candidates
    .filter(({ pod }) => !isCritical(pod))
    .toSorted((a, b) => isOver(b) - isOver(a) || priority(a.pod) - priority(b.pod) || excess(b) - excess(a));
}

/** The words of the Evicted event and of the pod's status. Source: kubernetes evictionMessage. */
export function evictionMessage({ resource, threshold, available }: Shortage, { pod, containers }: Candidate): string {
  const bytes = resource === "memory" || resource === "ephemeral-storage";
  const text = (value: number): string => Quantity.fromInt(Math.floor(value), bytes ? "BinarySI" : "DecimalSI").toString();
  let message = `The node was low on resource: ${resource}. Threshold quantity: ${text(threshold)}, available: ${bytes ? `${Math.floor(available / 1_024)}Ki` : text(available)}. `;
  if (!bytes) return message;
  for (const container of pod.spec.containers) {
    const used = containers.get(container.name) ?? 0;
    const request = container.resources?.requests?.[resource] ?? container.resources?.limits?.[resource] ?? "0";
    if (used > wholeValue(request)) message += `Container ${container.name} was using ${Math.floor(used / 1_024)}Ki, request is ${request}, has larger consumption of ${resource}. `;
  }
  return message;
}

/** Source: kubernetes pkg/kubelet/types IsCriticalPod. */
export function isCritical(pod: Pod): boolean {
  return priority(pod) >= criticalPriority || isStaticPod(pod) || isMirrorPod(pod);
}

function priority(pod: Pod): number {
  return pod.spec.priority ?? 0;
}

function requested(pod: Pod, resource: Shortage["resource"]): number {
  return resource === "memory" || resource === "ephemeral-storage" ? (podRequests(pod).get(resource) ?? 0) : 0;
}
