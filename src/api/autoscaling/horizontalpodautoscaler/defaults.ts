import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior } from "../../types/autoscaling/v2.gen.ts";

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
  if (spec.behavior !== undefined) defaultBehavior(spec.behavior);
}

/** Who says something of one direction has the whole of both, but for the window of the way down: the controller has that. Source: SetDefaults_HorizontalPodAutoscalerBehavior. */
function defaultBehavior(behavior: HorizontalPodAutoscalerBehavior): void {
  const up = (behavior.scaleUp ??= {});
  up.stabilizationWindowSeconds ??= 0;
  up.selectPolicy ??= "Max";
  up.policies ??= [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ];
  const down = (behavior.scaleDown ??= {});
  down.selectPolicy ??= "Max";
  down.policies ??= [{ type: "Percent", value: 100, periodSeconds: 15 }];
}
