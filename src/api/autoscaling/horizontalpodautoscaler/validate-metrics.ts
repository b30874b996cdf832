import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import type { MetricSpec } from "../../types/autoscaling/v2.gen.ts";
import type { ApiVersionRule } from "./validate-reference.ts";
import { type MetricSource, metricSources, validateMetricSource } from "./validate-metric-source.ts";

/** The field that each type of metric fills, in the order in which upstream lists the types. */
const fieldOf: Readonly<Record<string, MetricSource>> = { ContainerResource: "containerResource", External: "external", Object: "object", Pods: "pods", Resource: "resource" };
const types = Object.keys(fieldOf);

/** `described` is what is asked of the objects that metrics describe. Source: kubernetes pkg/apis/autoscaling/validation validateMetrics. */
export function validateMetrics(metrics: readonly MetricSpec[], path: string, { minReplicas, described }: { readonly minReplicas?: number; readonly described: ApiVersionRule }): FieldError[] {
  const errors = metrics.flatMap((metric, index) => validateMetric(metric, `${path}[${index}]`, described));
  // Only what does not come from the pods themselves says when there should be pods again.
  const wakes = metrics.some(({ type }) => type === "Object" || type === "External");
  if (minReplicas === 0 && !wakes) errors.push(forbiddenField(path, "must specify at least one Object or External metric to support scaling to zero replicas"));
  return errors;
}

/** Source: validateMetricSpec. */
function validateMetric(metric: MetricSpec, path: string, described: ApiVersionRule): FieldError[] {
  const errors: FieldError[] = [];
  const own = fieldOf[metric.type];
  if (!metric.type) errors.push(required(`${path}.type`, "must specify a metric source type"));
  if (own === undefined) errors.push(notSupported(`${path}.type`, metric.type ?? "", types));
  const present = metricSources.filter((source) => metric[source] !== undefined);
  const [first] = present;
  if (first !== undefined) addAll(errors, validateMetricSource(metric, first, `${path}.${first}`, described));
  if (own !== undefined && !present.includes(own)) errors.push(required(`${path}.${own}`, "must populate information for the given metric source"));
  if (present.length > 1) for (const source of present) if (source !== own) errors.push(forbiddenField(`${path}.${source}`, "must populate the given metric source only"));
  return errors;
}
