import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import type { MetricSpec, MetricTarget } from "../../types/autoscaling/v2.gen.ts";
import { validateReference } from "./validate-reference.ts";

/** The field that each type of metric fills, in the order in which upstream lists the types. */
const sources = { ContainerResource: "containerResource", External: "external", Object: "object", Pods: "pods", Resource: "resource" } as const;
const types = Object.keys(sources);

/** Source: kubernetes pkg/apis/autoscaling/validation validateMetrics, validateMetricSpec. */
export function validateMetrics(metrics: readonly MetricSpec[], path: string): FieldError[] {
  return metrics.flatMap((metric, index) => validateMetric(metric, `${path}[${index}]`));
}

function validateMetric(metric: MetricSpec, path: string): FieldError[] {
  if (!metric.type) return [required(`${path}.type`, "must specify a metric source type")];
  if (!types.includes(metric.type)) return [notSupported(`${path}.type`, metric.type, types)];
  const own = sources[metric.type as keyof typeof sources];
  const errors = metric[own] === undefined ? [required(`${path}.${own}`, "must populate the given metric source")] : validateSource(metric, own, `${path}.${own}`);
  const others = Object.values(sources).filter((source) => source !== own && metric[source] !== undefined);
  return [...errors, ...others.map((source) => forbiddenField(`${path}.${source}`, "must populate the given metric source only"))];
}

function validateSource(metric: MetricSpec, source: (typeof sources)[keyof typeof sources], path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (source === "object") errors.push(...validateReference(metric.object?.describedObject, `${path}.describedObject`));
  if (source === "resource" || source === "containerResource") {
    if (!metric[source]?.name) errors.push(required(`${path}.name`, "must specify a resource name"));
    if (source === "containerResource" && !metric.containerResource?.container) errors.push(required(`${path}.container`, "must specify a container"));
  } else if (!metric[source]?.metric?.name) {
    errors.push(required(`${path}.metric.name`, "must specify a metric name"));
  }
  return [...errors, ...validateTarget(metric[source]?.target, `${path}.target`)];
}

const targetTypes = ["Utilization", "Value", "AverageValue"];

/** Source: validateMetricTarget. */
function validateTarget(target: MetricTarget | undefined, path: string): FieldError[] {
  const { type, averageUtilization } = target ?? {};
  const errors: FieldError[] = [];
  if (!type) errors.push(required(`${path}.type`, "must specify a metric target type"));
  else if (!targetTypes.includes(type)) errors.push(invalidValue(`${path}.type`, type, "must be either Utilization, Value, or AverageValue"));
  if (averageUtilization !== undefined && averageUtilization < 1) errors.push(invalidValue(`${path}.averageUtilization`, averageUtilization, "must be greater than 0"));
  return errors;
}
