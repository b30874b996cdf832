import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notSupported } from "../../../machinery/errors/field-errors.ts";
import { isUnixId } from "../../../machinery/validation/values.ts";
import type { PodSpec, SecurityContext } from "../../types/core/v1.gen.ts";
import { validateAppArmorProfile, validateSeccompProfile } from "./validate-profiles.ts";

const procMounts = ["Default", "Unmasked"];

/** Source: kubernetes validation ValidateSecurityContext. */
export function validateContainerSecurity(context: SecurityContext, spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["runAsUser", "runAsGroup"] as const) {
    const id = context[field];
    if (id !== undefined) for (const problem of isUnixId(id)) errors.push(invalidValue(`${path}.${field}`, id, problem));
  }
  if (context.procMount !== undefined) {
    if (!procMounts.includes(context.procMount)) errors.push(notSupported(`${path}.procMount`, context.procMount, procMounts));
    else if (context.procMount === "Unmasked" && spec.hostUsers !== false) {
      errors.push(invalidValue(`${path}.procMount`, context.procMount, "`hostUsers` must be false to use `Unmasked`"));
    }
  }
  if (context.seccompProfile !== undefined) errors.push(...validateSeccompProfile(context.seccompProfile, `${path}.seccompProfile`));
  if (context.appArmorProfile !== undefined) errors.push(...validateAppArmorProfile(context.appArmorProfile, `${path}.appArmorProfile`));
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged === true) errors.push(invalidValue(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
    if (context.capabilities?.add?.includes("CAP_SYS_ADMIN")) {
      errors.push(invalidValue(path, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"));
    }
  }
  if (context.windowsOptions !== undefined && spec.os?.name === "linux") {
    errors.push(forbiddenField(`${path}.windowsOptions`, "windows options cannot be set for a linux pod"));
  }
  return errors;
}
