import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { inclusiveRangeError, isDns1123Label, isDns1123Subdomain, isQualifiedName } from "../../../machinery/validation/names.ts";
import { maxInt32 } from "../../shared/numbers.ts";
import { validateLabels } from "../../shared/validate-labels.ts";
import type { PodSpec, PodTemplateSpec } from "../../types/core/v1.gen.ts";
import { validateAffinity } from "./validate-affinity.ts";
import { validateContainers, validateInitContainers } from "./validate-containers.ts";
import { validateOs } from "./validate-os.ts";
import { validateDns, validateHostAliases } from "./validate-dns.ts";
import { validateEphemeralContainers } from "./validate-ephemeral-containers.ts";
import { validatePodResources } from "./validate-pod-resources.ts";
import { validatePodSecurity } from "./validate-security.ts";
import { validateTolerations } from "./validate-tolerations.ts";
import { validateTopologySpread } from "./validate-topology-spread.ts";
import { validateVolumes } from "./validate-volumes.ts";

/** A template's labels, annotations and spec. Ephemeral containers are for running pods only. Source: kubernetes validation ValidatePodTemplateSpec. */
export function validatePodTemplate(template: PodTemplateSpec, path: string): FieldError[] {
  const errors = validateLabels(template.metadata?.labels, `${path}.labels`);
  if (template.spec === undefined) {
    errors.push(required(`${path}.spec.containers`));
    return errors;
  }
  errors.push(...validatePodSpec(template.spec, `${path}.spec`));
  if ((template.spec.ephemeralContainers ?? []).length > 0) {
    errors.push({ type: "Forbidden", field: `${path}.spec.ephemeralContainers`, detail: "ephemeral containers not allowed in pod template" });
  }
  return errors;
}

/** Everything that must hold within one pod's spec. `path` is where the spec stands. Source: kubernetes validation ValidatePodSpec. */
export function validatePodSpec(spec: PodSpec, path: string): FieldError[] {
  const errors = validateVolumes(spec.volumes ?? [], `${path}.volumes`);
  errors.push(
    ...validateContainers(spec, `${path}.containers`),
    ...validateInitContainers(spec, `${path}.initContainers`),
    ...validateEphemeralContainers(spec, path),
    ...validatePodResources(spec, path),
    ...validatePolicies(spec, path),
    ...validateLabels(spec.nodeSelector, `${path}.nodeSelector`),
    ...validatePodSecurity(spec, path),
    ...validateOs(spec, path),
    ...validateAffinity(spec.affinity, `${path}.affinity`),
    ...validateDns(spec, path),
    ...validateGates(spec, path),
    ...validateTopologySpread(spec.topologySpreadConstraints ?? [], `${path}.topologySpreadConstraints`),
    ...validateNames(spec, path),
    ...validateNumbers(spec, path),
    ...validateTolerations(spec.tolerations ?? [], `${path}.tolerations`),
    ...validateHostAliases(spec.hostAliases ?? [], `${path}.hostAliases`),
  );
  return errors;
}

/** In the order in which upstream lists what it supports. */
const restartPolicies = ["Always", "OnFailure", "Never"];
const preemptionPolicies = ["PreemptLowerPriority", "Never"];
const osNames = ["linux", "windows"];

function validatePolicies(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.restartPolicy) errors.push(required(`${path}.restartPolicy`));
  else if (!restartPolicies.includes(spec.restartPolicy)) errors.push(notSupported(`${path}.restartPolicy`, spec.restartPolicy, restartPolicies));
  if (spec.preemptionPolicy !== undefined && !preemptionPolicies.includes(spec.preemptionPolicy)) {
    errors.push(notSupported(`${path}.preemptionPolicy`, spec.preemptionPolicy, preemptionPolicies));
  }
  if (spec.os !== undefined) {
    if (!spec.os.name) errors.push(required(`${path}.os.name`, "cannot be empty"));
    else if (!osNames.includes(spec.os.name)) errors.push(notSupported(`${path}.os`, spec.os.name, osNames));
  }
  return errors;
}

function validateGates(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, gate] of (spec.readinessGates ?? []).entries()) {
    const at = `${path}.readinessGates[${index}].conditionType`;
    for (const problem of isQualifiedName(gate.conditionType ?? "")) errors.push(invalidValue(at, gate.conditionType ?? "", problem));
  }
  const seen = new Set<string>();
  for (const [index, { name }] of (spec.schedulingGates ?? []).entries()) {
    const at = `${path}.schedulingGates[${index}]`;
    for (const problem of isQualifiedName(name ?? "")) errors.push(invalidValue(at, name ?? "", problem));
    if (seen.has(name)) errors.push({ type: "Duplicate", field: at, value: name, detail: "" });
    seen.add(name);
  }
  return errors;
}

function validateNames(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const check = (field: keyof PodSpec, problems: (value: string) => string[]) => {
    const value = spec[field];
    if (typeof value !== "string" || value === "") return;
    for (const problem of problems(value)) errors.push(invalidValue(`${path}.${field}`, value, problem));
  };
  check("serviceAccountName", isDns1123Subdomain);
  check("nodeName", isDns1123Subdomain);
  if (spec.nodeName && (spec.schedulingGates ?? []).length > 0) {
    errors.push({ type: "Forbidden", field: `${path}.nodeName`, detail: "cannot be set until all schedulingGates have been cleared" });
  }
  check("hostname", isDns1123Label);
  check("subdomain", isDns1123Label);
  check("priorityClassName", isDns1123Subdomain);
  check("runtimeClassName", isDns1123Subdomain);
  check("schedulerName", isQualifiedName);
  check("hostnameOverride", isDns1123Subdomain);
  return errors;
}

function validateNumbers(spec: PodSpec, path: string): FieldError[] {
  const deadline = spec.activeDeadlineSeconds;
  if (deadline === undefined || (deadline >= 1 && deadline <= maxInt32)) return [];
  return [invalidValue(`${path}.activeDeadlineSeconds`, deadline, inclusiveRangeError(1, maxInt32))];
}
