import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, notFoundValue } from "../../../machinery/errors/field-errors.ts";
import type { EphemeralContainer, PodSpec } from "../../types/core/v1.gen.ts";
import { validateCommon, validateImageTrimmed } from "./validate-containers.ts";

/** What a container that was put into a running pod may not have, in the order of the type's fields. Source: kubernetes validation allowedEphemeralContainerFields. */
const forbiddenFields = ["ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"] as const;

/** Source: kubernetes validation validateEphemeralContainers. */
export function validateEphemeralContainers(spec: PodSpec, path: string): FieldError[] {
  const containers = spec.ephemeralContainers ?? [];
  if (containers.length === 0) return [];
  const errors: FieldError[] = [];
  const targets = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((container) => container.name));
  const names = new Set(targets);
  for (const [index, container] of containers.entries()) {
    const at = `${path}.ephemeralContainers[${index}]`;
    validateCommon(container, spec, at, errors);
    addAll(errors, validateImageTrimmed(container.image, `${at}.image`));
    if (names.has(container.name)) errors.push(duplicateValue(`${at}.name`, container.name));
    else if (container.name) names.add(container.name);
    const target = container.targetContainerName;
    if (target && !targets.has(target)) errors.push(notFoundValue(`${at}.targetContainerName`, target));
    refuseFields(container, at, errors);
  }
  return errors;
}

function refuseFields(container: EphemeralContainer, path: string, errors: FieldError[]): void {
  for (const field of forbiddenFields) {
    const value = container[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0) || (field === "resources" && Object.keys(value).length === 0)) continue;
    errors.push(forbiddenField(`${path}.${field}`, "cannot be set for an Ephemeral Container"));
  }
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    if (mount.subPath) errors.push(forbiddenField(`${path}.volumeMounts[${index}].subPath`, "cannot be set for an Ephemeral Container"));
    if (mount.subPathExpr) errors.push(forbiddenField(`${path}.volumeMounts[${index}].subPathExpr`, "cannot be set for an Ephemeral Container"));
  }
}
