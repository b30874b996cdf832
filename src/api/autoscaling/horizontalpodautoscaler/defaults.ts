import type { HorizontalPodAutoscaler } from "../../types/autoscaling/v2.gen.ts";

/** Percent of the requested cpu that is aimed at where no metric is named. */
const defaultCpuUtilization = 80;

/** Source: kubernetes pkg/apis/autoscaling/v2 SetDefaults_HorizontalPodAutoscaler. The shape of v1, which carries one percentage, is left as it is. */
export function applyDefaults({ spec }: HorizontalPodAutoscaler): void {
  if (spec === undefined) return;
  spec.minReplicas ??= 1;
  const isV1 = "targetCPUUtilizationPercentage" in spec;
  if ((spec.metrics ?? []).length === 0 && !isV1) {
    spec.metrics = [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: defaultCpuUtilization } } }];
  }
  const { behavior } = spec;
  if (behavior?.scaleUp !== undefined) {
    behavior.scaleUp.stabilizationWindowSeconds ??= 0;
    behavior.scaleUp.selectPolicy ??= "Max";
    behavior.scaleUp.policies ??= [
      { type: "Pods", value: 4, periodSeconds: 15 },
      { type: "Percent", value: 100, periodSeconds: 15 },
    ];
  }
  if (behavior?.scaleDown !== undefined) {
    behavior.scaleDown.selectPolicy ??= "Max";
    behavior.scaleDown.policies ??= [{ type: "Percent", value: 100, periodSeconds: 15 }];
  }
}
