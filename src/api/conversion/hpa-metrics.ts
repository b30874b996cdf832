import type { MetricIdentifier, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from "../types/autoscaling/v2.gen.ts";
import type { LabelSelector } from "../types/meta/v1.gen.ts";
import { present } from "./present.ts";

/**
 * Metrics as autoscaling/v1 writes them into annotations: one flat object a source, where v2 has a metric and a target.
 * Source: kubernetes staging k8s.io/api/autoscaling/v1 MetricSpec and MetricStatus.
 */
export interface FlatMetric {
  readonly type: string;
  readonly object?: Flat;
  readonly pods?: Flat;
  readonly resource?: Flat;
  readonly containerResource?: Flat;
  readonly external?: Flat;
}

interface Flat {
  readonly target?: { kind: string; name: string; apiVersion?: string };
  readonly metricName?: string;
  readonly metricSelector?: LabelSelector;
  readonly selector?: LabelSelector;
  readonly name?: string;
  readonly container?: string;
  readonly targetValue?: string;
  readonly averageValue?: string;
  readonly targetAverageValue?: string;
  readonly targetAverageUtilization?: number;
  readonly currentValue?: string;
  readonly currentAverageValue?: string;
  readonly currentAverageUtilization?: number;
}

export function flatMetricSpec({ type, object, pods, resource, containerResource, external }: MetricSpec): FlatMetric {
  return present<FlatMetric>({
    type,
    object:
      object &&
      present<Flat>({
        target: object.describedObject,
        metricName: object.metric.name,
        selector: object.metric.selector,
        targetValue: object.target.value ?? "0",
        averageValue: object.target.averageValue,
      }),
    pods: pods && present<Flat>({ metricName: pods.metric.name, selector: pods.metric.selector, targetAverageValue: pods.target.averageValue ?? "0" }),
    resource: resource && present<Flat>({ name: resource.name, ...flatTarget(resource.target) }),
    containerResource:
      containerResource && present<Flat>({ name: containerResource.name, container: containerResource.container, ...flatTarget(containerResource.target) }),
    external:
      external &&
      present<Flat>({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        targetValue: external.target.value,
        targetAverageValue: external.target.averageValue,
      }),
  });
}

function flatTarget({ averageUtilization, averageValue }: MetricTarget): Flat {
  return { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue };
}

export function metricSpecOf({ type, object, pods, resource, containerResource, external }: FlatMetric): MetricSpec {
  return present<MetricSpec>({
    type,
    object: object && { describedObject: describedObject(object), metric: identifier(object.metricName, object.selector), target: objectTarget(object) },
    pods: pods && { metric: identifier(pods.metricName, pods.selector), target: present({ type: "AverageValue", averageValue: pods.targetAverageValue }) },
    resource: resource && { name: resource.name ?? "", target: utilizationTarget(resource) },
    containerResource: containerResource && {
      name: containerResource.name ?? "",
      container: containerResource.container ?? "",
      target: utilizationTarget(containerResource),
    },
    external: external && { metric: identifier(external.metricName, external.metricSelector), target: externalTarget(external) },
  });
}

/** A target average outranks the target value, which v1 always writes. */
function objectTarget({ averageValue, targetValue }: Flat): MetricTarget {
  return averageValue === undefined ? present({ type: "Value", value: targetValue }) : { type: "AverageValue", averageValue };
}

function utilizationTarget({ targetAverageUtilization, targetAverageValue }: Flat): MetricTarget {
  const type = targetAverageUtilization === undefined ? "AverageValue" : "Utilization";
  return present({ type, averageUtilization: targetAverageUtilization, averageValue: targetAverageValue });
}

function externalTarget({ targetValue, targetAverageValue }: Flat): MetricTarget {
  return present({ type: targetAverageValue === undefined ? "Value" : "AverageValue", value: targetValue, averageValue: targetAverageValue });
}

export function flatMetricStatus({ type, object, pods, resource, containerResource, external }: MetricStatus): FlatMetric {
  return present<FlatMetric>({
    type,
    object:
      object &&
      present<Flat>({
        target: object.describedObject,
        metricName: object.metric.name,
        selector: object.metric.selector,
        currentValue: object.current.value ?? "0",
        averageValue: object.current.averageValue,
      }),
    pods: pods && present<Flat>({ metricName: pods.metric.name, selector: pods.metric.selector, currentAverageValue: pods.current.averageValue ?? "0" }),
    resource: resource && present<Flat>({ name: resource.name, ...flatCurrent(resource.current) }),
    containerResource:
      containerResource && present<Flat>({ name: containerResource.name, container: containerResource.container, ...flatCurrent(containerResource.current) }),
    external:
      external &&
      present<Flat>({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        currentValue: external.current.value ?? "0",
        currentAverageValue: external.current.averageValue,
      }),
  });
}

function flatCurrent({ averageUtilization, averageValue }: MetricValueStatus): Flat {
  return { currentAverageUtilization: averageUtilization, currentAverageValue: averageValue ?? "0" };
}

export function metricStatusOf({ type, object, pods, resource, containerResource, external }: FlatMetric): MetricStatus {
  return present<MetricStatus>({
    type,
    object: object && {
      describedObject: describedObject(object),
      metric: identifier(object.metricName, object.selector),
      current: present({ value: nonZero(object.currentValue), averageValue: object.averageValue }),
    },
    pods: pods && { metric: identifier(pods.metricName, pods.selector), current: present({ averageValue: pods.currentAverageValue }) },
    resource: resource && { name: resource.name ?? "", current: currentOf(resource) },
    containerResource: containerResource && {
      name: containerResource.name ?? "",
      container: containerResource.container ?? "",
      current: currentOf(containerResource),
    },
    external: external && {
      metric: identifier(external.metricName, external.metricSelector),
      current: present({ value: nonZero(external.currentValue), averageValue: external.currentAverageValue }),
    },
  });
}

function currentOf({ currentAverageUtilization, currentAverageValue }: Flat): MetricValueStatus {
  return present({ averageUtilization: currentAverageUtilization, averageValue: currentAverageValue });
}

/** v1 writes "0" for a value that is not there. */
function nonZero(quantity: string | undefined): string | undefined {
  return quantity === "0" ? undefined : quantity;
}

function identifier(name = "", selector: LabelSelector | undefined): MetricIdentifier {
  return present({ name, selector });
}

function describedObject({ target }: Flat): { kind: string; name: string; apiVersion?: string } {
  return target ?? { kind: "", name: "" };
}
