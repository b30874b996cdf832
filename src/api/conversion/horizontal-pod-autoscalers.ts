import type { KubeObject } from "../../machinery/meta/object.ts";
import type { HorizontalPodAutoscaler as HpaV1 } from "../types/autoscaling/v1.gen.ts";
import type { HorizontalPodAutoscaler as HpaV2, HorizontalPodAutoscalerStatus, MetricSpec } from "../types/autoscaling/v2.gen.ts";
import { type FlatMetric, flatMetricSpec, flatMetricStatus, metricSpecOf, metricStatusOf } from "./hpa-metrics.ts";
import { present } from "./present.ts";

/** Where v1 keeps what it has no fields for. Source: kubernetes pkg/apis/autoscaling/annotations.go. */
const annotations = {
  metrics: "autoscaling.alpha.kubernetes.io/metrics",
  currentMetrics: "autoscaling.alpha.kubernetes.io/current-metrics",
  conditions: "autoscaling.alpha.kubernetes.io/conditions",
  behavior: "autoscaling.alpha.kubernetes.io/behavior",
} as const;

/** An autoscaler of v2 as v1 writes it: the cpu target has a field, all other metrics go into annotations. */
export function hpaV1Of(hpa: HpaV2): HpaV1 {
  const { metrics = [], behavior, minReplicas, maxReplicas, scaleTargetRef } = hpa.spec;
  const { currentMetrics = [], conditions = [], ...status } = hpa.status ?? { desiredReplicas: 0 };
  const cpu = metrics.find(isCpuUtilization)?.resource?.target.averageUtilization;
  const currentCpu = currentMetrics.find(({ resource }) => resource?.name === "cpu")?.resource?.current.averageUtilization;
  const kept = {
    [annotations.metrics]: json(metrics.filter((metric) => !isCpuUtilization(metric)).map(flatMetricSpec)),
    // The cpu status goes here too: the field holds the percentage and not the value.
    [annotations.currentMetrics]: json(currentMetrics.map(flatMetricStatus)),
    [annotations.conditions]: json(conditions),
    [annotations.behavior]: behavior === undefined ? undefined : JSON.stringify(behavior),
  };
  return {
    apiVersion: "autoscaling/v1",
    kind: "HorizontalPodAutoscaler",
    metadata: withAnnotations(hpa.metadata, kept),
    spec: present({ scaleTargetRef, minReplicas, maxReplicas, targetCPUUtilizationPercentage: cpu }),
    status: present({ ...status, currentReplicas: status.currentReplicas ?? 0, currentCPUUtilizationPercentage: currentCpu }),
  };
}

/** The inverse of `hpaV1Of`. Annotations that are not JSON are dropped, as they are upstream. */
export function hpaV2Of(hpa: HpaV1): HpaV2 {
  const { targetCPUUtilizationPercentage: cpu, ...spec } = hpa.spec;
  const { currentCPUUtilizationPercentage: currentCpu, ...status } = hpa.status ?? { desiredReplicas: 0, currentReplicas: 0 };
  const read = <T>(name: string): T | undefined => parse(hpa.metadata.annotations?.[name]);
  const cpuMetric: MetricSpec[] =
    cpu === undefined ? [] : [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpu } } }];
  const metrics = [...cpuMetric, ...(read<FlatMetric[]>(annotations.metrics) ?? []).map(metricSpecOf)];
  const kept = read<FlatMetric[]>(annotations.currentMetrics)?.map(metricStatusOf);
  const currentMetrics =
    kept ?? (currentCpu === undefined ? undefined : [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: currentCpu } } }]);
  const none = {
    [annotations.metrics]: undefined,
    [annotations.currentMetrics]: undefined,
    [annotations.conditions]: undefined,
    [annotations.behavior]: undefined,
  };
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: withAnnotations(hpa.metadata, none),
    spec: present({ ...spec, metrics: metrics.length === 0 ? undefined : metrics, behavior: read(annotations.behavior) }),
    status: present<HorizontalPodAutoscalerStatus>({ ...status, currentMetrics, conditions: read(annotations.conditions) }),
  };
}

function isCpuUtilization({ type, resource }: MetricSpec): boolean {
  return type === "Resource" && resource?.name === "cpu" && resource.target.averageUtilization !== undefined;
}

function json(list: readonly unknown[]): string | undefined {
  return list.length === 0 ? undefined : JSON.stringify(list);
}

function parse<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** `metadata` with these annotations set, and those that are undefined taken away. */
function withAnnotations(metadata: KubeObject["metadata"] = {}, changes: Readonly<Record<string, string | undefined>>): NonNullable<KubeObject["metadata"]> {
  const { annotations: before, ...rest } = metadata;
  const after = present({ ...before, ...changes }) as Record<string, string>;
  return Object.keys(after).length === 0 ? rest : { ...rest, annotations: after };
}
