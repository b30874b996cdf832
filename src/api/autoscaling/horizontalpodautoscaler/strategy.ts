import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { HorizontalPodAutoscaler } from "../../types/autoscaling/v2.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { targetsCell } from "./targets-cell.ts";

/** Autoscalers, in the shape of autoscaling/v2 in which they are stored. Source: kubernetes pkg/registry/autoscaling/horizontalpodautoscaler. */
export const strategy: KindStrategy<HorizontalPodAutoscaler> = {
  group: "autoscaling",
  resource: "horizontalpodautoscalers",
  applyDefaults,
  prepareForCreate(autoscaler) {
    autoscaler.status = { desiredReplicas: 0, currentMetrics: [] };
  },
  validateCreate: validate,
  prepareForUpdate: keepStatus,
  validateUpdate: (autoscaler) => validate(autoscaler),
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow: (autoscaler, now) => [
    autoscaler.metadata.name ?? "",
    `${autoscaler.spec?.scaleTargetRef.kind}/${autoscaler.spec?.scaleTargetRef.name}`,
    targetsCell(autoscaler),
    autoscaler.spec?.minReplicas === undefined ? "<unset>" : String(autoscaler.spec.minReplicas),
    autoscaler.spec?.maxReplicas ?? 0,
    autoscaler.status?.currentReplicas ?? 0,
    ageCell(autoscaler.metadata.creationTimestamp, now),
  ],
};

/** Source: kubernetes pkg/apis/autoscaling/validation validateHorizontalPodAutoscalerSpec. */
function validate({ spec }: HorizontalPodAutoscaler): FieldError[] {
  const errors: FieldError[] = [];
  const { minReplicas, maxReplicas = 0, scaleTargetRef } = spec ?? {};
  if (minReplicas !== undefined && minReplicas < 1) errors.push(invalidValue("spec.minReplicas", minReplicas, "must be greater than or equal to 1"));
  if (maxReplicas < 1) errors.push(invalidValue("spec.maxReplicas", maxReplicas, "must be greater than 0"));
  if (minReplicas !== undefined && maxReplicas < minReplicas) errors.push(invalidValue("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`"));
  if (!scaleTargetRef?.kind) errors.push(required("spec.scaleTargetRef.kind"));
  if (!scaleTargetRef?.name) errors.push(required("spec.scaleTargetRef.name"));
  return errors;
}
