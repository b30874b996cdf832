import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported } from "../../../machinery/errors/field-errors.ts";
import { isUnixId } from "../../../machinery/validation/values.ts";
import type { PodSpec, SecurityContext } from "../../types/core/v1.gen.ts";
import { validateAppArmorProfile, validateSeccompProfile } from "./validate-profiles.ts";
import { validateWindowsOptions } from "./validate-windows-options.ts";

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
    if (context.procMount === "Unmasked" && spec.hostUsers !== false) {
      errors.push(invalidValue(`${path}.procMount`, context.procMount, "`hostUsers` must be false to use `Unmasked`"));
    }
  }
  if (context.seccompProfile !== undefined) addAll(errors, validateSeccompProfile(context.seccompProfile, `${path}.seccompProfile`));
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged === true) errors.push(invalidValue(path, shown(context), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
    if (context.capabilities?.add?.includes("CAP_SYS_ADMIN")) {
      errors.push(invalidValue(path, shown(context), "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"));
    }
  }
  addAll(errors, validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`));
  if (context.appArmorProfile !== undefined) addAll(errors, validateAppArmorProfile(context.appArmorProfile, `${path}.appArmorProfile`));
  return errors;
}

/** A context as upstream's own type has it: every field, in that type's order and spelling. */
function shown(context: SecurityContext): object {
  const { capabilities, seLinuxOptions, seccompProfile, appArmorProfile, windowsOptions } = context;
  const profile = (of: { readonly type: string; readonly localhostProfile?: string } | undefined) => (of === undefined ? null : { Type: of.type, LocalhostProfile: of.localhostProfile ?? null });
  return {
    Capabilities: capabilities === undefined ? null : { Add: capabilities.add ?? null, Drop: capabilities.drop ?? null },
    Privileged: context.privileged ?? null,
    SELinuxOptions: seLinuxOptions === undefined ? null : { User: seLinuxOptions.user ?? "", Role: seLinuxOptions.role ?? "", Type: seLinuxOptions.type ?? "", Level: seLinuxOptions.level ?? "" },
    WindowsOptions: windowsOptions === undefined ? null : { GMSACredentialSpecName: windowsOptions.gmsaCredentialSpecName ?? null, GMSACredentialSpec: windowsOptions.gmsaCredentialSpec ?? null, RunAsUserName: windowsOptions.runAsUserName ?? null, HostProcess: windowsOptions.hostProcess ?? null },
    RunAsUser: context.runAsUser ?? null,
    RunAsGroup: context.runAsGroup ?? null,
    RunAsNonRoot: context.runAsNonRoot ?? null,
    ReadOnlyRootFilesystem: context.readOnlyRootFilesystem ?? null,
    AllowPrivilegeEscalation: context.allowPrivilegeEscalation ?? null,
    ProcMount: context.procMount ?? null,
    SeccompProfile: profile(seccompProfile),
    AppArmorProfile: profile(appArmorProfile),
  };
}
