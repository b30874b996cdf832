import type { Node, Taint } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { findCondition } from "../../machinery/meta/conditions.ts";
import { formatTime } from "../../machinery/time/time.ts";

const prefix = "node.kubernetes.io/";
const notReady = `${prefix}not-ready`;
const unreachable = `${prefix}unreachable`;

/** Taints that keep pods away while a condition is True. Source: kubernetes pkg/controller/nodelifecycle nodeConditionToTaintKeyStatusMap. */
const whileTrue: Readonly<Record<string, string>> = {
  MemoryPressure: `${prefix}memory-pressure`,
  DiskPressure: `${prefix}disk-pressure`,
  PIDPressure: `${prefix}pid-pressure`,
  NetworkUnavailable: `${prefix}network-unavailable`,
};
const unschedulable = `${prefix}unschedulable`;
const ours = new Set([notReady, unreachable, unschedulable, ...Object.values(whileTrue)]);

/** Whether pods are evicted from nodes that are not ready: not while most of the cluster seems lost, when the fault is likely here. */
export type Eviction = "allowed" | "stopped";

/** Source: kubernetes pkg/controller/nodelifecycle ComputeZoneState; unhealthy-zone-threshold 0.55, large-cluster-size-threshold 50, secondary rate 0. */
export function evictionMode(ready: number, notReadyNodes: number): Eviction {
  if (ready === 0) return "stopped";
  const size = ready + notReadyNodes;
  const partlyLost = notReadyNodes > 2 && notReadyNodes / size >= 0.55;
  return partlyLost && size <= 50 ? "stopped" : "allowed";
}

/** The node's taints as its conditions and `spec.unschedulable` want them; those of others stay. The very list that came in when nothing changes. */
export function wantedTaints({ spec, status }: Node, eviction: Eviction, now: Millis): readonly Taint[] {
  const old = spec?.taints ?? [];
  const ready = findCondition(status?.conditions, "Ready")?.status;
  const lost = ready === "False" ? notReady : ready === "Unknown" ? unreachable : undefined;
  const wanted: Taint[] = Object.entries(whileTrue)
    .filter(([type]) => findCondition(status?.conditions, type)?.status === "True")
    .map(([, key]) => ({ key, effect: "NoSchedule" }));
  if (spec?.unschedulable === true) wanted.push({ key: unschedulable, effect: "NoSchedule" });
  if (lost !== undefined) wanted.push({ key: lost, effect: "NoSchedule" });
  if (lost !== undefined && eviction === "allowed") wanted.push({ key: lost, effect: "NoExecute" });
  // A node that has not said anything yet keeps the taint it was created with.
  if (ready === undefined) wanted.push(...old.filter(({ key, effect }) => key === notReady && effect === "NoSchedule"));

  const kept = old.filter((taint) => !ours.has(taint.key) || has(wanted, taint));
  const added = wanted.filter((taint) => !has(old, taint)).map((taint) => ({ ...taint, timeAdded: formatTime(now) }));
  return added.length === 0 && kept.length === old.length ? old : [...kept, ...added];
}

function has(taints: readonly Taint[], { key, effect }: Taint): boolean {
  return taints.some((taint) => taint.key === key && taint.effect === effect);
}
