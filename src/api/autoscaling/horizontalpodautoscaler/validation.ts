import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import type { HorizontalPodAutoscaler } from "../../types/autoscaling/v2.gen.ts";
import { validateBehavior } from "./validate-behavior.ts";
import { validateMetrics } from "./validate-metrics.ts";
import { type ApiVersionRule, apiVersionProblem, validateReference } from "./validate-reference.ts";

/** `old` is what stands there so far. Source: kubernetes pkg/apis/autoscaling/validation validateHorizontalPodAutoscalerSpec. */
export function validate(autoscaler: HorizontalPodAutoscaler, old?: HorizontalPodAutoscaler): FieldError[] {
  const errors: FieldError[] = [];
  const { minReplicas, maxReplicas = 0, scaleTargetRef, metrics, behavior } = autoscaler.spec ?? {};
  // Who scales to nothing already may go on.
  const least = old?.spec?.minReplicas === 0 ? 0 : 1;
  if (minReplicas !== undefined && minReplicas < least) errors.push(invalidValue("spec.minReplicas", minReplicas, `must be greater than or equal to ${least}`));
  if (maxReplicas === 0) errors.push(required("spec.maxReplicas", "must be set and greater than 0"));
  if (maxReplicas < 0) errors.push(invalidValue("spec.maxReplicas", maxReplicas, "must be greater than or equal to 1"));
  if (minReplicas !== undefined && maxReplicas < minReplicas) errors.push(invalidValue("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`"));
  addAll(errors, validateReference(scaleTargetRef, "spec.scaleTargetRef", ruleOfTarget(autoscaler, old)));
  addAll(errors, validateMetrics(metrics ?? [], "spec.metrics", { minReplicas, described: ruleOfDescribed(old) }));
  if (behavior?.scaleUp !== undefined) addAll(errors, validateBehavior(behavior.scaleUp, "spec.behavior.scaleUp"));
  if (behavior?.scaleDown !== undefined) addAll(errors, validateBehavior(behavior.scaleDown, "spec.behavior.scaleDown"));
  return errors;
}

/** What is scaled has a group, but for the one kind of the core group. What was there before the rule stays. Source: registry autoscaling validationOptionsForHorizontalPodAutoscaler. */
function ruleOfTarget({ spec }: HorizontalPodAutoscaler, old: HorizontalPodAutoscaler | undefined): ApiVersionRule {
  const { apiVersion = "", kind } = spec?.scaleTargetRef ?? {};
  const before = old?.spec?.scaleTargetRef;
  if (before !== undefined && (before.apiVersion ?? "") === apiVersion && before.kind === kind) return "any";
  return kind === "ReplicationController" ? "readable" : "grouped";
}

function ruleOfDescribed(old: HorizontalPodAutoscaler | undefined): ApiVersionRule {
  const wasUnreadable = old?.spec?.metrics?.some(({ type, object }) => type === "Object" && object !== undefined && apiVersionProblem(object.describedObject.apiVersion ?? "", "readable") !== undefined);
  return wasUnreadable === true ? "any" : "readable";
}

/** Source: ValidateHorizontalPodAutoscalerStatusUpdate. */
export function validateStatus({ status }: HorizontalPodAutoscaler): FieldError[] {
  return (["currentReplicas", "desiredReplicas"] as const).flatMap((field) => validateNonNegative(status?.[field], `status.${field}`));
}
