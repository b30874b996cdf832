import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label } from "../../../machinery/validation/names.ts";
import type { Container, EphemeralContainer, PodSpec, Volume } from "../../types/core/v1.gen.ts";
import { isSidecar } from "./sidecar.ts";
import { validateContainerSecurity } from "./validate-container-security.ts";
import { validateEnv, validateEnvFrom } from "./validate-env.ts";
import { validateLifecycle, validateProbe } from "./validate-handlers.ts";
import { validateHostPorts, validatePorts } from "./validate-ports.ts";
import { validateResizePolicy, validateResources } from "./validate-resources.ts";
import { validateRestartRules } from "./validate-restart-rules.ts";
import { validateVolumeDevices, validateVolumeMounts } from "./validate-volume-mounts.ts";

const pullPolicies = ["Always", "IfNotPresent", "Never"];

/** Source: kubernetes validation validateContainers. */
export function validateContainers(spec: PodSpec, path: string): FieldError[] {
  const containers = spec.containers ?? [];
  if (containers.length === 0) return [required(path)];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${index}]`;
    validateCommon(container, spec, at, errors);
    if (names.has(container.name)) errors.push(duplicateValue(`${at}.name`, container.name));
    names.add(container.name);
    validateRunning(container, spec, at, errors);
    addAll(errors, validateRestartRules(container, at));
  }
  addAll(errors, validateHostPorts(containers, path));
  return errors;
}

/** Init containers share the names of the main ones; only sidecars live long enough for probes and hooks. Source: validateInitContainers. */
export function validateInitContainers(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set((spec.containers ?? []).map((container) => container.name));
  for (const [index, container] of (spec.initContainers ?? []).entries()) {
    const at = `${path}[${index}]`;
    validateCommon(container, spec, at, errors);
    addAll(errors, validateRestartRules(container, at));
    if (names.has(container.name)) errors.push(duplicateValue(`${at}.name`, container.name));
    else if (container.name) names.add(container.name);
    addAll(errors, validateHostPorts([container], path));
    if (isSidecar(container)) validateRunning(container, spec, at, errors);
    else refuseRunningFields(container, at, errors);
  }
  return errors;
}

/** What every container has, ephemeral ones included. Source: validateContainerCommon. */
export function validateCommon(container: Container | EphemeralContainer, spec: PodSpec, path: string, errors: FieldError[]): void {
  const { name, image, terminationMessagePolicy, imagePullPolicy } = container;
  if (!name) errors.push(required(`${path}.name`));
  else for (const problem of isDns1123Label(name)) errors.push(invalidValue(`${path}.name`, name, problem));
  if (!image) errors.push(required(`${path}.image`));

  if (!terminationMessagePolicy) errors.push(required(`${path}.terminationMessagePolicy`));
  else if (terminationMessagePolicy !== "File" && terminationMessagePolicy !== "FallbackToLogsOnError") {
    errors.push(notSupported(`${path}.terminationMessagePolicy`, terminationMessagePolicy, ["File", "FallbackToLogsOnError"]));
  }
  const volumes: readonly Volume[] = spec.volumes ?? [];
  if (container.ports !== undefined) addAll(errors, validatePorts(container.ports, `${path}.ports`));
  if (container.env !== undefined) addAll(errors, validateEnv(container.env, `${path}.env`));
  if (container.envFrom !== undefined) addAll(errors, validateEnvFrom(container.envFrom, `${path}.envFrom`));
  if (container.volumeMounts !== undefined) addAll(errors, validateVolumeMounts(container, volumes, `${path}.volumeMounts`));
  if (container.volumeDevices !== undefined) addAll(errors, validateVolumeDevices(container, volumes, `${path}.volumeDevices`));
  if (!imagePullPolicy) errors.push(required(`${path}.imagePullPolicy`));
  else if (!pullPolicies.includes(imagePullPolicy)) errors.push(notSupported(`${path}.imagePullPolicy`, imagePullPolicy, pullPolicies));
  if (container.resources !== undefined) addAll(errors, validateResources(container.resources, spec, `${path}.resources`));
  if (container.resizePolicy !== undefined) addAll(errors, validateResizePolicy(container.resizePolicy, spec.restartPolicy, `${path}.resizePolicy`));
  if (container.securityContext !== undefined) addAll(errors, validateContainerSecurity(container.securityContext, spec, `${path}.securityContext`));
}

/** Templates may carry odd image names for others to replace; pods may not. Source: kubernetes validation validateContainerOnlyForPod. */
export function validateImageTrimmed(image: string | undefined, path: string): FieldError[] {
  return image === undefined || image === image.trim() ? [] : [invalidValue(path, image, "must not have leading or trailing whitespace")];
}

/** Probes and hooks of a container that keeps running. */
function validateRunning(container: Container, spec: PodSpec, path: string, errors: FieldError[]): void {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  if (lifecycle !== undefined) addAll(errors, validateLifecycle(lifecycle, spec, `${path}.lifecycle`));
  if (livenessProbe !== undefined) {
    addAll(errors, validateProbe(livenessProbe, `${path}.livenessProbe`));
    if (livenessProbe.successThreshold !== 1) errors.push(invalidValue(`${path}.livenessProbe.successThreshold`, livenessProbe.successThreshold ?? 0, "must be 1"));
  }
  if (readinessProbe !== undefined) {
    addAll(errors, validateProbe(readinessProbe, `${path}.readinessProbe`));
    if (readinessProbe.terminationGracePeriodSeconds !== undefined) {
      errors.push(invalidValue(`${path}.readinessProbe.terminationGracePeriodSeconds`, readinessProbe.terminationGracePeriodSeconds, "must not be set for readinessProbes"));
    }
  }
  if (startupProbe !== undefined) {
    addAll(errors, validateProbe(startupProbe, `${path}.startupProbe`));
    if (startupProbe.successThreshold !== 1) errors.push(invalidValue(`${path}.startupProbe.successThreshold`, startupProbe.successThreshold ?? 0, "must be 1"));
  }
}

function refuseRunningFields(container: Container, path: string, errors: FieldError[]): void {
  for (const field of ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] as const) {
    if (container[field] !== undefined) errors.push(forbiddenField(`${path}.${field}`, "may not be set for init containers without restartPolicy=Always"));
  }
  for (const [index, { restartPolicy }] of (container.resizePolicy ?? []).entries()) {
    if (restartPolicy === "RestartContainer") errors.push(invalidValue(`${path}.resizePolicy[${index}].restartPolicy`, restartPolicy, "must not be set to 'RestartContainer' for non-sidecar initContainers"));
  }
}
