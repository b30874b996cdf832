import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { decodeObject } from "../schema/decode.ts";
import { storageOf } from "./storage.ts";

const event = { group: "events.k8s.io", version: "v1", resource: "events" };
const hpaV1 = { group: "autoscaling", version: "v1", resource: "horizontalpodautoscalers" };

const cpu = { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } };
const v2 = (spec: object, status: object = { desiredReplicas: 1, currentReplicas: 1 }, metadata: object = { name: "web" }) =>
  ({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: { scaleTargetRef: { kind: "Deployment", name: "web" }, maxReplicas: 5, ...spec },
    status,
  }) as KubeObject;
const v1 = (spec: object, status: object = { currentReplicas: 0, desiredReplicas: 0 }, metadata: object = { name: "web" }) =>
  ({
    apiVersion: "autoscaling/v1",
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: { scaleTargetRef: { kind: "Deployment", name: "web" }, maxReplicas: 5, ...spec },
    status,
  }) as KubeObject;

test("most resources are stored as they are served, without a copy", () => {
  const object = { kind: "Job" };
  const jobs = storageOf({ group: "batch", version: "v1", resource: "jobs" });
  assert.deepEqual(jobs.stored, { group: "batch", version: "v1", resource: "jobs" });
  assert.equal(jobs.toStored(object), object);
  assert.equal(jobs.fromStored(object), object);
});

const storedEvents: { name: string; object: object }[] = [
  {
    name: "an event of the legacy recorder",
    object: {
      metadata: { name: "a" },
      involvedObject: { kind: "Pod", name: "web" },
      reason: "Started",
      message: "Started container",
      source: { component: "kubelet", host: "n1" },
      firstTimestamp: "2026-01-31T08:00:00Z",
      lastTimestamp: "2026-01-31T08:01:00Z",
      count: 3,
      type: "Normal",
      reportingComponent: "",
      reportingInstance: "",
    },
  },
  {
    name: "an event of the new recorder",
    object: {
      metadata: { name: "b" },
      involvedObject: {},
      eventTime: "2026-01-31T08:00:00.000001Z",
      series: { count: 2, lastObservedTime: "2026-01-31T08:00:05.000000Z" },
      action: "Binding",
      reason: "Scheduled",
      message: "done",
      source: {},
      related: { kind: "Node", name: "n1" },
      reportingComponent: "default-scheduler",
      reportingInstance: "s-1",
      type: "Normal",
    },
  },
];

for (const { name, object } of storedEvents) {
  test(`events survive the way through events.k8s.io: ${name}`, () => {
    const stored = { apiVersion: "v1", kind: "Event", ...object };
    const served = storageOf(event).fromStored(stored);
    assert.deepEqual(storageOf(event).toStored(served), stored);
    const { error, unknownFields } = decodeObject({ group: "events.k8s.io", version: "v1", kind: "Event" }, served);
    assert.deepEqual([error, unknownFields], [undefined, []]);
  });
}

test("an event is served under its new names", () => {
  const stored = { apiVersion: "v1", kind: "Event", ...storedEvents[0]?.object };
  assert.deepEqual(storageOf(event).fromStored(stored), {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: { name: "a" },
    regarding: { kind: "Pod", name: "web" },
    reason: "Started",
    note: "Started container",
    deprecatedSource: { component: "kubelet", host: "n1" },
    deprecatedFirstTimestamp: "2026-01-31T08:00:00Z",
    deprecatedLastTimestamp: "2026-01-31T08:01:00Z",
    deprecatedCount: 3,
    type: "Normal",
  });
});

const autoscalers: { name: string; stored: KubeObject }[] = [
  { name: "nothing but bounds", stored: v2({ minReplicas: 2 }) },
  { name: "a cpu target", stored: v2({ metrics: [cpu] }) },
  {
    name: "a memory target and behavior",
    stored: v2({
      metrics: [cpu, { type: "Resource", resource: { name: "memory", target: { type: "AverageValue", averageValue: "1Gi" } } }],
      behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
    }),
  },
  {
    name: "one metric of every other source",
    stored: v2({
      metrics: [
        { type: "Pods", pods: { metric: { name: "qps", selector: { matchLabels: { a: "b" } } }, target: { type: "AverageValue", averageValue: "100" } } },
        { type: "Object", object: { describedObject: { kind: "Service", name: "s" }, metric: { name: "hits" }, target: { type: "Value", value: "2k" } } },
        { type: "ContainerResource", containerResource: { name: "cpu", container: "app", target: { type: "Utilization", averageUtilization: 50 } } },
        { type: "External", external: { metric: { name: "queue" }, target: { type: "AverageValue", averageValue: "30" } } },
      ],
    }),
  },
  {
    name: "a full status and foreign annotations",
    stored: v2(
      { metrics: [cpu] },
      {
        currentReplicas: 2,
        desiredReplicas: 3,
        currentMetrics: [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: 95, averageValue: "190m" } } }],
        conditions: [{ type: "AbleToScale", status: "True", reason: "ReadyForNewScale", message: "ok", lastTransitionTime: "2026-01-31T08:00:00Z" }],
      },
      { name: "web", annotations: { mine: "kept" } },
    ),
  },
];

for (const { name, stored } of autoscalers) {
  test(`autoscalers survive the way through v1: ${name}`, () => {
    const served = storageOf(hpaV1).fromStored(stored);
    assert.deepEqual(storageOf(hpaV1).toStored(served), stored);
    const { error, unknownFields } = decodeObject({ group: "autoscaling", version: "v1", kind: "HorizontalPodAutoscaler" }, served);
    assert.deepEqual([error, unknownFields], [undefined, []]);
  });
}

test("v1 has a field for the cpu target alone", () => {
  assert.deepEqual(storageOf(hpaV1).fromStored(v2({ metrics: [cpu] }, { desiredReplicas: 0 })), v1({ targetCPUUtilizationPercentage: 80 }));
});

test("an annotation that is not JSON is dropped", () => {
  const broken = v1({}, undefined, { name: "web", annotations: { "autoscaling.alpha.kubernetes.io/metrics": "{" } });
  assert.deepEqual(storageOf(hpaV1).toStored(broken), v2({}, { currentReplicas: 0, desiredReplicas: 0 }));
});
