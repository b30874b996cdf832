import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { countOrPercent, validateAtMostAll, validateCountOrPercent, validateSelectedTemplate, validateSelectorKept } from "../../shared/validate-workload.ts";
import type { DaemonSet, DaemonSetSpec } from "../../types/apps/v1.gen.ts";

const types = ["OnDelete", "RollingUpdate"];

/** Source: kubernetes pkg/apis/apps/validation ValidateDaemonSetSpec. */
export function validateCreate({ spec }: DaemonSet): FieldError[] {
  return [
    ...validateSelectedTemplate(spec, "daemonset"),
    ...validateNonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...validateUpdateStrategy(spec),
    ...validateNonNegative(spec.revisionHistoryLimit, "spec.revisionHistoryLimit"),
  ];
}

export function validateUpdate(set: DaemonSet, old: DaemonSet): FieldError[] {
  return [...validateCreate(set), ...validateSelectorKept(set.spec.selector, old.spec.selector)];
}

function validateUpdateStrategy({ updateStrategy }: DaemonSetSpec): FieldError[] {
  const path = "spec.updateStrategy";
  const { type = "", rollingUpdate } = updateStrategy ?? {};
  if (!types.includes(type)) return [notSupported(`${path}.type`, type, types)];
  if (type === "OnDelete") return [];
  const at = `${path}.rollingUpdate`;
  if (rollingUpdate === undefined) return [required(at)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const errors = [...validateCountOrPercent(maxUnavailable, `${at}.maxUnavailable`), ...validateCountOrPercent(maxSurge, `${at}.maxSurge`)];
  errors.push(...validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`), ...validateAtMostAll(maxSurge, `${at}.maxSurge`));
  const unavailable = countOrPercent(maxUnavailable);
  const surge = countOrPercent(maxSurge);
  if (surge > 0 && unavailable > 0) errors.push(invalidValue(`${at}.maxSurge`, maxSurge, "may not be set when maxUnavailable is non-zero"));
  if (surge === 0 && unavailable === 0) errors.push(invalidValue(`${at}.maxUnavailable`, maxUnavailable, "cannot be 0 when maxSurge is 0"));
  return errors;
}
