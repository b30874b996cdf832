import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notSupported } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { countOrPercent, validateAtMostAll, validateCountOrPercent, validateSelectedTemplate, validateSelectorKept } from "../../shared/validate-workload.ts";
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
    errors.push(...validateNonNegative(deadline, "spec.progressDeadlineSeconds"));
    if (deadline <= (spec.minReadySeconds ?? 0)) errors.push(invalidValue("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
  }
  return errors;
}

const types = ["Recreate", "RollingUpdate"];

function validateStrategy({ strategy }: DeploymentSpec): FieldError[] {
  const path = "spec.strategy";
  const { type = "", rollingUpdate } = strategy ?? {};
  if (!types.includes(type)) return [notSupported(`${path}.type`, type, types)];
  if (type === "Recreate") return rollingUpdate === undefined ? [] : [forbiddenField(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  const { maxUnavailable, maxSurge } = rollingUpdate ?? {};
  const at = `${path}.rollingUpdate`;
  const errors = [...validateCountOrPercent(maxUnavailable, `${at}.maxUnavailable`), ...validateCountOrPercent(maxSurge, `${at}.maxSurge`)];
  if (countOrPercent(maxUnavailable) === 0 && countOrPercent(maxSurge) === 0) errors.push(invalidValue(`${at}.maxUnavailable`, maxUnavailable, "may not be 0 when `maxSurge` is 0"));
  errors.push(...validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`));
  return errors;
}

export function validateUpdate(deployment: Deployment, old: Deployment): FieldError[] {
  return [...validateCreate(deployment), ...validateSelectorKept(deployment.spec.selector, old.spec.selector)];
}

const counts = ["observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas"] as const;

/** Source: ValidateDeploymentStatusUpdate. */
export function validateStatusUpdate({ status = {} }: Deployment, old: Deployment): FieldError[] {
  const errors = counts.flatMap((field) => validateNonNegative(status[field], `status.${field}`));
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  if (updatedReplicas > replicas) errors.push(invalidValue("status.updatedReplicas", updatedReplicas, "cannot be greater than status.replicas"));
  if (readyReplicas > replicas) errors.push(invalidValue("status.readyReplicas", readyReplicas, "cannot be greater than status.replicas"));
  if (availableReplicas > replicas) errors.push(invalidValue("status.availableReplicas", availableReplicas, "cannot be greater than status.replicas"));
  if (availableReplicas > readyReplicas) errors.push(invalidValue("status.availableReplicas", availableReplicas, "cannot be greater than readyReplicas"));
  if ((status.collisionCount ?? 0) < (old.status?.collisionCount ?? 0)) errors.push(invalidValue("status.collisionCount", status.collisionCount ?? null, "cannot be decremented"));
  return errors;
}
