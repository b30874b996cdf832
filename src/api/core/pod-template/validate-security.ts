import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isUnixId } from "../../../machinery/validation/values.ts";
import type { PodSecurityContext, PodSpec, Sysctl } from "../../types/core/v1.gen.ts";
import { validateAppArmorProfile, validateSeccompProfile } from "./validate-profiles.ts";
import { validateWindowsOptions } from "./validate-windows-options.ts";

/** Source: kubernetes validation validatePodSpecSecurityContext. */
export function validatePodSecurity(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  validateContext(spec.securityContext ?? {}, spec, `${path}.securityContext`, errors);
  return errors;
}

/** A pod with users of its own cannot also have the host's other namespaces, nor its devices, whose owners nothing maps. The names are upstream's. Source: kubernetes validation validateHostUsers. */
export function validateUserNamespace(spec: PodSpec, path: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const namespaces = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((field) => spec[field] === true).map((field) => `${path}.${field.replace(/^host(PID|IPC)/, "Host$1")}`);
  const devices = (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((list) =>
    (spec[list] ?? []).flatMap(({ volumeDevices = [] }, index) => (volumeDevices.length > 0 ? [`${path}.${list}[${index}].volumeDevices`] : [])));
  return [...namespaces, ...devices].map((at) => forbiddenField(at, "when `hostUsers` is false"));
}

const groupChangePolicies = ["Always", "OnRootMismatch"];
const supplementalGroupsPolicies = ["Merge", "Strict"];
/** `MountOption` is alpha. */
const seLinuxChangePolicies = ["Recursive"];

function validateContext(context: PodSecurityContext, spec: PodSpec, path: string, errors: FieldError[]): void {
  for (const field of ["fsGroup", "runAsUser", "runAsGroup"] as const) {
    const id = context[field];
    if (id !== undefined) for (const problem of isUnixId(id)) errors.push(invalidValue(`${path}.${field}`, id, problem));
  }
  for (const [index, group] of (context.supplementalGroups ?? []).entries()) {
    for (const problem of isUnixId(group)) errors.push(invalidValue(`${path}.supplementalGroups[${index}]`, group, problem));
  }
  const oneOf = (field: "fsGroupChangePolicy" | "supplementalGroupsPolicy" | "seLinuxChangePolicy", supported: readonly string[]) => {
    const value = context[field];
    if (value !== undefined && !supported.includes(value)) errors.push(notSupported(`${path}.${field}`, value, supported));
  };
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    errors.push(invalidValue(`${path}.shareProcessNamespace`, true, "ShareProcessNamespace and HostPID cannot both be enabled"));
  }
  if (context.sysctls !== undefined) validateSysctls(context.sysctls, spec, `${path}.sysctls`, errors);
  oneOf("fsGroupChangePolicy", groupChangePolicies);
  if (context.seccompProfile !== undefined) addAll(errors, validateSeccompProfile(context.seccompProfile, `${path}.seccompProfile`));
  addAll(errors, validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`));
  if (context.appArmorProfile !== undefined) addAll(errors, validateAppArmorProfile(context.appArmorProfile, `${path}.appArmorProfile`));
  oneOf("supplementalGroupsPolicy", supplementalGroupsPolicies);
  oneOf("seLinuxChangePolicy", seLinuxChangePolicies);
}

const maxSysctlLength = 253;
const sysctlPattern = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
const sysctlName = new RegExp(sysctlPattern);

/** Source: kubernetes validation validateSysctls. */
function validateSysctls(sysctls: readonly Sysctl[], spec: PodSpec, path: string, errors: FieldError[]): void {
  const seen = new Set<string>();
  for (const [index, { name }] of sysctls.entries()) {
    const at = `${path}[${index}].name`;
    if (name === "") errors.push(required(at));
    else if (name.length > maxSysctlLength || !sysctlName.test(name)) {
      errors.push(invalidValue(at, name, `must have at most ${maxSysctlLength} characters and match regex ${sysctlPattern}`));
    } else if (seen.has(name)) errors.push(duplicateValue(at, name));
    if (spec.hostNetwork && isOfNetwork(name)) errors.push(invalidValue(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && isOfIpc(name)) errors.push(invalidValue(at, name, "may not be specified when 'hostIPC' is true"));
    seen.add(name);
  }
}

/** What belongs to a namespace of the pod's own. Source: component-helpers node/util/sysctl GetNamespace. */
function isOfNetwork(sysctl: string): boolean {
  return /^net[./]/.test(sysctl);
}

function isOfIpc(sysctl: string): boolean {
  return /^(kernel[./](sem$|shm|msg)|fs[./]mqueue[./])/.test(sysctl);
}
