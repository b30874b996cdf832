import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { containersOf } from "./visit-containers.ts";
import type { PodSpec } from "../../types/core/v1.gen.ts";

const osNames = ["linux", "windows"];

/** What a Windows node knows nothing of: fields of the pod with its security context, and of its containers' contexts. */
const linuxOnly = {
  pod: [
    "securityContext.appArmorProfile",
    "securityContext.seLinuxOptions",
    "hostUsers",
    "hostPID",
    "hostIPC",
    "securityContext.seccompProfile",
    "securityContext.fsGroup",
    "securityContext.fsGroupChangePolicy",
    "securityContext.sysctls",
    "shareProcessNamespace",
    "securityContext.runAsUser",
    "securityContext.runAsGroup",
    "securityContext.supplementalGroups",
    "securityContext.supplementalGroupsPolicy",
    "securityContext.seLinuxChangePolicy",
  ],
  container: ["appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup"],
} as const;

/** A pod that names its system may not ask for what only the other has. Source: kubernetes validation validateOS, validateLinux, validateWindows. */
export function validateOs(spec: PodSpec, path: string): FieldError[] {
  if (spec.os === undefined) return [];
  if (!spec.os.name) return [required(`${path}.os.name`)];
  if (!osNames.includes(spec.os.name)) return [notSupported(`${path}.os`, spec.os.name, osNames)];
  if (spec.os.name === "linux") return withoutWindowsOptions(spec, path);
  const refuse = (at: string, object: object | undefined, fields: readonly string[]) =>
    fields.filter((field) => isSet(valueAt(object, field), field)).map((field) => forbiddenField(`${at}.${field}`, "cannot be set for a windows pod"));
  return [...refuse(path, spec, linuxOnly.pod), ...contextsOf(spec, path).flatMap(({ at, context }) => refuse(at, context, linuxOnly.container))];
}

function valueAt(object: object | undefined, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}

function withoutWindowsOptions(spec: PodSpec, path: string): FieldError[] {
  const contexts = [{ at: `${path}.securityContext`, context: spec.securityContext }, ...contextsOf(spec, path)];
  return contexts
    .filter(({ context }) => context?.windowsOptions !== undefined)
    .map(({ at }) => forbiddenField(`${at}.windowsOptions`, "windows options cannot be set for a linux pod"));
}

function contextsOf(spec: PodSpec, path: string) {
  return containersOf(spec).map(({ container, at }) => ({ at: `${path}.${at}.securityContext`, context: container.securityContext }));
}

/** No sysctls are none; a list of groups is one even where nothing is in it. */
function isSet(value: unknown, field: string): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0 && field.endsWith("sysctls"));
}
