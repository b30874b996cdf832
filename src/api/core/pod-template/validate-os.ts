import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField } from "../../../machinery/errors/field-errors.ts";
import type { PodSpec } from "../../types/core/v1.gen.ts";

/** What a Windows node knows nothing of: fields of the pod, of its security context and of its containers'. */
const linuxOnly = {
  pod: ["hostUsers", "hostPID", "hostIPC", "shareProcessNamespace"],
  context: ["appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls", "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy"],
  container: ["appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup"],
} as const;

/** A pod that names its system may not ask for what only the other has. Source: kubernetes validation validateLinux, validateWindows. */
export function validateOs(spec: PodSpec, path: string): FieldError[] {
  if (spec.os?.name === "linux") return withoutWindowsOptions(spec, path);
  if (spec.os?.name !== "windows") return [];
  const refuse = (at: string, object: object | undefined, fields: readonly string[]) =>
    fields.filter((field) => isSet((object as Record<string, unknown> | undefined)?.[field])).map((field) => forbiddenField(`${at}.${field}`, "cannot be set for a windows pod"));
  return [
    ...refuse(path, spec, linuxOnly.pod),
    ...refuse(`${path}.securityContext`, spec.securityContext, linuxOnly.context),
    ...contextsOf(spec, path).flatMap(({ at, context }) => refuse(at, context, linuxOnly.container)),
  ];
}

function withoutWindowsOptions(spec: PodSpec, path: string): FieldError[] {
  const contexts = [{ at: `${path}.securityContext`, context: spec.securityContext }, ...contextsOf(spec, path)];
  return contexts
    .filter(({ context }) => context?.windowsOptions !== undefined)
    .map(({ at }) => forbiddenField(`${at}.windowsOptions`, "windows options cannot be set for a linux pod"));
}

/** The security contexts of all containers, in the order in which upstream visits them. */
function contextsOf(spec: PodSpec, path: string) {
  return (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((list) =>
    (spec[list] ?? []).map(({ securityContext }, index) => ({ at: `${path}.${list}[${index}].securityContext`, context: securityContext })),
  );
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}
