import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import { inclusiveRangeError, isDns1123Label, isDns1123Subdomain, isQualifiedName } from "../../../machinery/validation/names.ts";
import { validateAnnotations } from "../../../machinery/validation/object-meta.ts";
import { maxInt32 } from "../../shared/numbers.ts";
import { validateLabels } from "../../shared/validate-labels.ts";
import type { PodSpec, PodTemplateSpec } from "../../types/core/v1.gen.ts";
import { validateAffinity } from "./validate-affinity.ts";
import { validateContainers, validateInitContainers } from "./validate-containers.ts";
import { validateEnvFiles } from "./validate-env.ts";
import { validateOs } from "./validate-os.ts";
import { validateDnsConfig, validateDnsPolicy, validateHostAliases } from "./validate-dns.ts";
import { validateEphemeralContainers } from "./validate-ephemeral-containers.ts";
import { validatePodAnnotations, validateProfilesMatch } from "./validate-pod-annotations.ts";
import { validatePodClaims, validatePodResources } from "./validate-pod-resources.ts";
import { validateHostNetworkPorts } from "./validate-ports.ts";
import { validateResources } from "./validate-resources.ts";
import { validatePodSecurity, validateUserNamespace } from "./validate-security.ts";
import { validateTolerations } from "./validate-tolerations.ts";
import { validateTopologySpread } from "./validate-topology-spread.ts";
import { validateHostProcesses } from "./validate-windows-options.ts";
import type { OfPod } from "./validate-volume-sources.ts";
import { validateVolumes } from "./validate-volumes.ts";

/** A template's labels, annotations and spec. Ephemeral containers are for running pods only. Source: kubernetes validation ValidatePodTemplateSpec. */
export function validatePodTemplate(template: PodTemplateSpec, path: string): FieldError[] {
  const { labels, annotations } = template.metadata ?? {};
  const errors = [...validateLabels(labels, `${path}.labels`), ...validateAnnotations(annotations, `${path}.annotations`)];
  if (template.spec === undefined) {
    errors.push(required(`${path}.spec.containers`));
    return errors;
  }
  addAll(
    errors,
    validatePodAnnotations(annotations, template.spec, `${path}.annotations`),
    validatePodSpec(template.spec, `${path}.spec`),
    validateProfilesMatch(annotations, template.spec, `${path}.spec`),
  );
  if ((template.spec.ephemeralContainers ?? []).length > 0) {
    errors.push({ type: "Forbidden", field: `${path}.spec.ephemeralContainers`, detail: "ephemeral containers not allowed in pod template" });
  }
  return errors;
}

/**
 * Everything that must hold within one pod's spec. `path` is where the spec stands; `pod` is whose it is, and left out for
 * templates. Source: kubernetes validation ValidatePodSpec.
 */
export function validatePodSpec(spec: PodSpec, path: string, pod?: OfPod): FieldError[] {
  const { errors, sound } = validateVolumes(spec.volumes ?? [], `${path}.volumes`, pod);
  const mountable: PodSpec = { ...spec, volumes: [...sound] };
  addAll(
    errors,
    validatePodClaims(spec, `${path}.resourceClaims`),
    validateContainers(mountable, `${path}.containers`),
    validateInitContainers(mountable, `${path}.initContainers`),
    validateEphemeralContainers(mountable, path),
    validatePodResources(spec, `${path}.resources`),
    validateHostNetworkPorts(spec, `${path}.containers`, pod !== undefined),
    validateRestartPolicy(spec, path),
    validateDnsPolicy(spec, path),
    validateLabels(spec.nodeSelector, `${path}.nodeSelector`),
    validatePodSecurity(spec, path),
    validateAffinity(spec.affinity, `${path}.affinity`),
    validateDnsConfig(spec, `${path}.dnsConfig`),
    validateGates(spec, path),
    validateTopologySpread(spec.topologySpreadConstraints ?? [], `${path}.topologySpreadConstraints`),
    validateHostProcesses(spec, path),
    validateUserNamespace(spec, path),
    validateHostnameOverride(spec, path),
    validateName(spec, "serviceAccountName", path, isDns1123Subdomain),
    validateName(spec, "nodeName", path, isDns1123Subdomain),
    validateNumbers(spec, path),
    validateName(spec, "hostname", path, isDns1123Label),
    validateName(spec, "subdomain", path, isDns1123Label),
    validateTolerations(spec.tolerations ?? [], `${path}.tolerations`),
    validateHostAliases(spec.hostAliases ?? [], `${path}.hostAliases`),
    validateName(spec, "priorityClassName", path, isDns1123Subdomain),
    (spec.runtimeClassName === undefined ? [] : isDns1123Subdomain(spec.runtimeClassName).map((problem) => invalidValue(`${path}.runtimeClassName`, spec.runtimeClassName, problem))),
    validatePreemption(spec, path),
    (spec.overhead === undefined ? [] : validateResources({ limits: spec.overhead }, spec, `${path}.overhead`)),
    validateOs(spec, path),
    validateEnvFiles(spec, path),
  );
  return errors;
}

const maxHostname = 64;

/** Source: kubernetes validation validatePodHostName. */
function validateHostnameOverride({ hostnameOverride: name, setHostnameAsFQDN, hostNetwork }: PodSpec, path: string): FieldError[] {
  if (name === undefined) return [];
  const at = `${path}.hostnameOverride`;
  return [
    ...(setHostnameAsFQDN === true ? [forbiddenField(at, "may not be specified when setHostnameAsFQDN is true")] : []),
    ...(hostNetwork === true ? [forbiddenField(at, "may not be specified when hostNetwork is true")] : []),
    ...(name.length > maxHostname ? [tooLong(at, maxHostname)] : []),
    ...isDns1123Subdomain(name).map((problem) => invalidValue(at, name, problem)),
  ];
}

/** In the order in which upstream lists what it supports. */
const restartPolicies = ["Always", "OnFailure", "Never"];
const preemptionPolicies = ["PreemptLowerPriority", "Never"];

function validateRestartPolicy({ restartPolicy }: PodSpec, path: string): FieldError[] {
  if (!restartPolicy) return [required(`${path}.restartPolicy`)];
  return restartPolicies.includes(restartPolicy) ? [] : [notSupported(`${path}.restartPolicy`, restartPolicy, restartPolicies)];
}

function validatePreemption({ preemptionPolicy }: PodSpec, path: string): FieldError[] {
  if (preemptionPolicy === undefined || preemptionPolicies.includes(preemptionPolicy)) return [];
  return [(preemptionPolicy as string) === "" ? required(`${path}.preemptionPolicy`) : notSupported(`${path}.preemptionPolicy`, preemptionPolicy, preemptionPolicies)];
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

function validateName(spec: PodSpec, field: keyof PodSpec, path: string, problems: (value: string) => string[]): FieldError[] {
  const value = spec[field];
  return typeof value !== "string" || value === "" ? [] : problems(value).map((problem) => invalidValue(`${path}.${field}`, value, problem));
}

function validateNumbers(spec: PodSpec, path: string): FieldError[] {
  const deadline = spec.activeDeadlineSeconds;
  if (deadline === undefined || (deadline >= 1 && deadline <= maxInt32)) return [];
  return [invalidValue(`${path}.activeDeadlineSeconds`, deadline, inclusiveRangeError(1, maxInt32))];
}
