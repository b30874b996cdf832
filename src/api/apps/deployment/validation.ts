import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { validateAvailableAreReady, validateCollisions, validateCounts, validateWithinReplicas } from "../../shared/validate-workload-status.ts";
import { countOrPercent, rollingUpdateInGo, validateAtMostAll, validateCountOrPercent, validateSelectedTemplate, validateSelectorKept } from "../../shared/validate-workload.ts";
import type { Deployment, DeploymentSpec } from "../../types/apps/v1.gen.ts";

/** Source: kubernetes pkg/apis/apps/validation ValidateDeploymentSpec. */
export function validateCreate({ spec }: Deployment): FieldError[] {
  const errors = [
    ...validateNonNegative(spec.replicas, "spec.replicas"),
    ...validateSelectedTemplate(spec, "deployment"),
    ...validateStrategy(spec),
    ...validateNonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...validateNonNegative(spec.revisionHistoryLimit, "spec.revisionHistoryLimit"),
  ];
  const deadline = spec.progressDeadlineSeconds;
  if (deadline !== undefined) {
    addAll(errors, validateNonNegative(deadline, "spec.progressDeadlineSeconds"));
    if (deadline <= (spec.minReadySeconds ?? 0)) errors.push(invalidValue("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
  }
  return errors;
}

const types = ["Recreate", "RollingUpdate"];

function validateStrategy({ strategy }: DeploymentSpec): FieldError[] {
  const path = "spec.strategy";
  const { type = "", rollingUpdate } = strategy ?? {};
  if (!types.includes(type)) return [notSupported(path, { Type: type, RollingUpdate: rollingUpdateInGo(rollingUpdate) }, types)];
  if (type === "Recreate") return rollingUpdate === undefined ? [] : [forbiddenField(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  const { maxUnavailable, maxSurge } = rollingUpdate ?? {};
  const at = `${path}.rollingUpdate`;
  const errors = [...validateCountOrPercent(maxUnavailable, `${at}.maxUnavailable`), ...validateCountOrPercent(maxSurge, `${at}.maxSurge`)];
  if (countOrPercent(maxUnavailable) === 0 && countOrPercent(maxSurge) === 0) errors.push(invalidValue(`${at}.maxUnavailable`, maxUnavailable, "may not be 0 when `maxSurge` is 0"));
  addAll(errors, validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`));
  return errors;
}

export function validateUpdate(deployment: Deployment, old: Deployment): FieldError[] {
  return [...validateCreate(deployment), ...validateSelectorKept(deployment.spec.selector, old.spec.selector)];
}

/** Source: ValidateDeploymentStatusUpdate. */
export function validateStatusUpdate({ status = {} }: Deployment, old: Deployment): FieldError[] {
  return [
    ...validateCounts(status, ["observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas", "collisionCount", "terminatingReplicas"]),
    ...validateWithinReplicas(status, ["updatedReplicas", "readyReplicas", "availableReplicas"]),
    ...validateAvailableAreReady(status),
    ...validateCollisions(status, old.status),
  ];
}
