import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { validateForeverTemplate } from "../../shared/validate-forever-template.ts";
import { selectsEverything, validateLabelSelector } from "../../shared/validate-label-selector.ts";
import { validateCollisions, validateCounts } from "../../shared/validate-workload-status.ts";
import { countOrPercent, rollingUpdateInGo, validateAtMostAll, validateCountOrPercent, validateLabelsSelected, validateSelectorKept } from "../../shared/validate-workload.ts";
import type { DaemonSet, DaemonSetSpec } from "../../types/apps/v1.gen.ts";

const types = ["RollingUpdate", "OnDelete"];

/** Source: kubernetes pkg/apis/apps/validation ValidateDaemonSetSpec. */
export function validateCreate({ spec }: DaemonSet): FieldError[] {
  return [
    ...validateSelector(spec),
    ...validateForeverTemplate(spec.template, "spec.template", "DaemonSet"),
    ...validateNonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...validateUpdateStrategy(spec),
    ...validateNonNegative(spec.revisionHistoryLimit, "spec.revisionHistoryLimit"),
  ];
}

/** A missing selector is told by the labels that it does not match. */
function validateSelector({ selector, template }: DaemonSetSpec): FieldError[] {
  const errors = validateLabelSelector(selector, "spec.selector");
  if (errors.length === 0) addAll(errors, validateLabelsSelected(selector, template));
  if (selectsEverything(selector)) errors.push(invalidValue("spec.selector", selector, "empty selector is invalid for daemonset"));
  return errors;
}

export function validateUpdate(set: DaemonSet, old: DaemonSet): FieldError[] {
  return [...validateSelectorKept(set.spec.selector, old.spec.selector), ...validateCreate(set)];
}

function validateUpdateStrategy({ updateStrategy }: DaemonSetSpec): FieldError[] {
  const path = "spec.updateStrategy";
  const { type = "", rollingUpdate } = updateStrategy ?? {};
  if (!types.includes(type)) return [notSupported(path, { Type: type, RollingUpdate: rollingUpdateInGo(rollingUpdate) }, types)];
  if (type === "OnDelete") return [];
  const at = `${path}.rollingUpdate`;
  if (rollingUpdate === undefined) return [required(at)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const errors = [...validateCountOrPercent(maxUnavailable, `${at}.maxUnavailable`), ...validateCountOrPercent(maxSurge, `${at}.maxSurge`)];
  addAll(errors, validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`), validateAtMostAll(maxSurge, `${at}.maxSurge`));
  const unavailable = countOrPercent(maxUnavailable);
  const surge = countOrPercent(maxSurge);
  if (surge !== 0 && unavailable !== 0) errors.push(invalidValue(`${at}.maxSurge`, maxSurge, "may not be set when maxUnavailable is non-zero"));
  if (surge === 0 && unavailable === 0) errors.push(required(`${at}.maxUnavailable`, "cannot be 0 when maxSurge is 0"));
  return errors;
}

/** Source: ValidateDaemonSetStatusUpdate. */
export function validateStatusUpdate({ status }: DaemonSet, old: DaemonSet): FieldError[] {
  if (status === undefined) return validateCollisions({}, old.status);
  return [
    ...validateCounts(status, ["currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount"]),
    ...validateCollisions(status, old.status),
  ];
}
