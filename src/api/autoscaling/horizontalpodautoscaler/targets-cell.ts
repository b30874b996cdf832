import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from "../../types/autoscaling/v2.gen.ts";

/** How many metrics the cell shows. */
const shown = 2;

/** What is measured against what is aimed at, one a metric: `cpu: 10%/80%, <unknown>/5 (avg)`. Source: kubernetes pkg/printers formatHPAMetrics. */
export function targetsCell({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return "<none>";
  const texts = metrics.slice(0, shown).map((metric, index) => metricText(metric, status?.currentMetrics?.[index]));
  return metrics.length > shown ? `${texts.join(", ")} + ${metrics.length - shown} more...` : texts.join(", ");
}

function metricText(metric: MetricSpec, current: MetricStatus | undefined): string {
  switch (metric.type) {
    case "Resource":
      return `${metric.resource?.name}: ${resourceText(metric.resource?.target, current?.resource?.current)}`;
    case "ContainerResource":
      return `${metric.containerResource?.name}: ${resourceText(metric.containerResource?.target, current?.containerResource?.current)}`;
    case "Pods":
      return averageText(metric.pods?.target, current?.pods?.current, "");
    case "Object":
      return eitherText(metric.object?.target, current?.object?.current);
    case "External":
      return eitherText(metric.external?.target, current?.external?.current);
    default:
      return "<unknown type>";
  }
}

function resourceText(target: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined) return averageText(target, current, "");
  const measured = current?.averageUtilization === undefined ? "<unknown>" : `${current.averageUtilization}%`;
  return `${measured}/${target?.averageUtilization === undefined ? "<auto>" : `${target.averageUtilization}%`}`;
}

function averageText(target: MetricTarget | undefined, current: MetricValueStatus | undefined, suffix: string): string {
  return `${current?.averageValue ?? "<unknown>"}/${target?.averageValue ?? "<unknown>"}${suffix}`;
}

function eitherText(target: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  return target?.averageValue !== undefined ? averageText(target, current, " (avg)") : `${current?.value ?? "<unknown>"}/${target?.value ?? "<unknown>"}`;
}
