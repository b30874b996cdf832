import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import { inNormalForm } from "../../shared/normal-form.ts";
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec } from "../../types/autoscaling/v2.gen.ts";
import { strategy } from "./strategy.ts";
import { validate, validateStatus } from "./validation.ts";

function anAutoscaler(spec: Partial<HorizontalPodAutoscalerSpec> = {}): HorizontalPodAutoscaler {
  return inNormalForm(strategy, {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web", namespace: "default" },
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, ...spec },
  } as HorizontalPodAutoscaler);
}

const ungrouped = { scaleTargetRef: { apiVersion: "v1", kind: "Deployment", name: "web" } };
const noGroup = 'spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group';
const external = { metrics: [{ type: "External", external: { metric: { name: "q" }, target: { type: "Value", value: "5" } } }] };
const updates: { name: string; before: Partial<HorizontalPodAutoscalerSpec>; after: Partial<HorizontalPodAutoscalerSpec>; errors: string[] }[] = [
  { name: "a target without a group that was there before", before: ungrouped, after: { ...ungrouped, maxReplicas: 4 }, errors: [] },
  { name: "a target that loses its group", before: {}, after: ungrouped, errors: [noGroup] },
  { name: "a target without a group of another kind", before: ungrouped, after: { scaleTargetRef: { ...ungrouped.scaleTargetRef, kind: "StatefulSet" } }, errors: [noGroup] },
  { name: "the one kind of the core group that scales", before: {}, after: { scaleTargetRef: { apiVersion: "v1", kind: "ReplicationController", name: "web" } }, errors: [] },
  { name: "down to nothing, as before", before: { minReplicas: 0, ...external }, after: { minReplicas: 0, ...external, maxReplicas: 4 }, errors: [] },
  { name: "down to nothing from now on", before: external, after: { minReplicas: 0, ...external }, errors: ["spec.minReplicas: Invalid value: 0: must be greater than or equal to 1"] },
];

for (const { name, before, after, errors } of updates) {
  test(`an autoscaler's update: ${name}`, () => assert.deepEqual(validate(anAutoscaler(after), anAutoscaler(before)).map(formatFieldError), errors));
}

test("an autoscaler that says how fast to go down has the rest of both directions by default", () => {
  const { behavior } = anAutoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } }).spec;
  assert.deepEqual(behavior, {
    scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: "Max", policies: [{ type: "Pods", value: 4, periodSeconds: 15 }, { type: "Percent", value: 100, periodSeconds: 15 }] },
    scaleDown: { stabilizationWindowSeconds: 60, selectPolicy: "Max", policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] },
  });
});

test("an autoscaler's status counts from 0", () => {
  const errors = validateStatus({ ...anAutoscaler(), status: { currentReplicas: 0, desiredReplicas: -1 } });
  assert.deepEqual(errors.map(formatFieldError), ["status.desiredReplicas: Invalid value: -1: must be greater than or equal to 0"]);
});
