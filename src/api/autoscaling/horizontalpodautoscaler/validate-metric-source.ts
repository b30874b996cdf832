import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { parseQuantity } from "../../../machinery/quantity/quantity.ts";
import { isDns1123Label, isPathSegmentName } from "../../../machinery/validation/names.ts";
import { containerResourceProblems } from "../../shared/resource-names.ts";
import type { MetricSpec, MetricTarget } from "../../types/autoscaling/v2.gen.ts";
import { type ApiVersionRule, validateReference } from "./validate-reference.ts";

/** Where metrics come from, in the order in which upstream looks at them: the first that is there is looked into. */
export const metricSources = ["object", "external", "pods", "resource", "containerResource"] as const;

export type MetricSource = (typeof metricSources)[number];

/** Source: kubernetes pkg/apis/autoscaling/validation validateObjectSource and its siblings. */
export function validateMetricSource(metric: MetricSpec, source: MetricSource, path: string, described: ApiVersionRule): FieldError[] {
  const target = metric[source]?.target;
  const errors = source === "object" ? validateReference(metric.object?.describedObject, `${path}.describedObject`, described) : [];
  if (source === "resource" || source === "containerResource") addAll(errors, validateResource(metric, source, path));
  else addAll(errors, validateMetricName(metric[source]?.metric?.name, `${path}.metric.name`));
  return [...errors, ...validateTarget(target, `${path}.target`), ...validateAim(target, source, `${path}.target`)];
}

function validateResource(metric: MetricSpec, source: "resource" | "containerResource", path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = metric[source]?.name ?? "";
  if (name === "") errors.push(required(`${path}.name`, "must specify a resource name"));
  if (source === "resource") return errors;
  if (name !== "") addAll(errors, containerResourceProblems(name).map((problem) => invalidValue(`${path}.name`, name, problem)));
  const container = metric.containerResource?.container ?? "";
  if (container === "") errors.push(required(`${path}.container`, "must specify a container"));
  else addAll(errors, isDns1123Label(container).map((problem) => invalidValue(`${path}.container`, container, problem)));
  return errors;
}

/** Source: validateMetricIdentifier. */
function validateMetricName(name: string | undefined, path: string): FieldError[] {
  if (!name) return [required(path, "must specify a metric name")];
  return isPathSegmentName(name).map((problem) => invalidValue(path, name, problem));
}

const targetTypes = ["Utilization", "Value", "AverageValue"];

/** Source: validateMetricTarget. */
function validateTarget(target: MetricTarget | undefined, path: string): FieldError[] {
  const { type = "", averageUtilization } = target ?? {};
  const errors: FieldError[] = [];
  if (type === "") errors.push(required(`${path}.type`, "must specify a metric target type"));
  if (!targetTypes.includes(type)) errors.push(invalidValue(`${path}.type`, type, "must be either Utilization, Value, or AverageValue"));
  for (const field of ["value", "averageValue"] as const) {
    const amount = target?.[field];
    if (amount !== undefined && parseQuantity(amount).sign <= 0) errors.push(invalidValue(`${path}.${field}`, amount, "must be positive"));
  }
  if (averageUtilization !== undefined && averageUtilization < 1) errors.push(invalidValue(`${path}.averageUtilization`, averageUtilization, "must be greater than 0"));
  return errors;
}

/** Which of its numbers a target must have, and which not beside another. */
function validateAim({ value, averageValue, averageUtilization }: Partial<MetricTarget> = {}, source: MetricSource, path: string): FieldError[] {
  switch (source) {
    case "object":
      return value === undefined && averageValue === undefined ? [required(`${path}.averageValue`, "must set either a target value or averageValue")] : [];
    case "external":
      if (value === undefined && averageValue === undefined) return [required(`${path}.averageValue`, "must set either a target value for metric or a per-pod target")];
      return value !== undefined && averageValue !== undefined ? [forbiddenField(`${path}.value`, "may not set both a target value for metric and a per-pod target")] : [];
    case "pods":
      return averageValue === undefined ? [required(`${path}.averageValue`, "must specify a positive target averageValue")] : [];
    case "resource":
    case "containerResource":
      if (averageUtilization === undefined && averageValue === undefined) return [required(`${path}.averageUtilization`, "must set either a target raw value or a target utilization")];
      return averageUtilization !== undefined && averageValue !== undefined ? [forbiddenField(`${path}.averageValue`, "may not set both a target raw value and a target utilization")] : [];
  }
}
