import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { HorizontalPodAutoscaler } from "../../types/autoscaling/v2.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { targetsCell } from "./targets-cell.ts";
import { validate, validateStatus } from "./validation.ts";

/** Autoscalers, in the shape of autoscaling/v2 in which they are stored. Source: kubernetes pkg/registry/autoscaling/horizontalpodautoscaler. */
export const strategy: KindStrategy<HorizontalPodAutoscaler> = {
  group: "autoscaling",
  resource: "horizontalpodautoscalers",
  applyDefaults,
  prepareForCreate(autoscaler) {
    autoscaler.status = { desiredReplicas: 0 };
  },
  validateCreate: (autoscaler) => validate(autoscaler),
  prepareForUpdate: keepStatus,
  validateUpdate: validate,
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
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
