import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { HorizontalPodAutoscaler } from "../../types/autoscaling/v2.gen.ts";
import { validateBehavior } from "./validate-behavior.ts";
import { validateMetrics } from "./validate-metrics.ts";
import { validateReference } from "./validate-reference.ts";

/** Source: kubernetes pkg/apis/autoscaling/validation validateHorizontalPodAutoscalerSpec. */
export function validate({ spec }: HorizontalPodAutoscaler): FieldError[] {
  const errors: FieldError[] = [];
  const { minReplicas, maxReplicas = 0, scaleTargetRef, metrics, behavior } = spec ?? {};
  if (minReplicas !== undefined && minReplicas < 1) errors.push(invalidValue("spec.minReplicas", minReplicas, "must be greater than or equal to 1"));
  if (maxReplicas < 1) errors.push(invalidValue("spec.maxReplicas", maxReplicas, "must be greater than 0"));
  if (minReplicas !== undefined && maxReplicas < minReplicas) errors.push(invalidValue("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`"));
  errors.push(...validateReference(scaleTargetRef, "spec.scaleTargetRef"), ...validateMetrics(metrics ?? [], "spec.metrics"));
  if (behavior?.scaleUp !== undefined) errors.push(...validateBehavior(behavior.scaleUp, "spec.behavior.scaleUp"));
  if (behavior?.scaleDown !== undefined) errors.push(...validateBehavior(behavior.scaleDown, "spec.behavior.scaleDown"));
  return errors;
}
