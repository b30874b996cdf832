import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import { descendingPathProblems } from "../../shared/file-paths.ts";
import type { AppArmorProfile, SeccompProfile } from "../../types/core/v1.gen.ts";

/** Longest path that a host takes, less its end. */
const maxProfileName = 4095;
const types = ["Localhost", "RuntimeDefault", "Unconfined"];

/** Source: kubernetes validation validateSeccompProfileField. */
export function validateSeccompProfile({ type, localhostProfile }: SeccompProfile, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!type) errors.push(required(`${path}.type`, "type is required when seccompProfile is set"));
  else if (!types.includes(type)) errors.push(notSupported(`${path}.type`, type, types));
  const at = `${path}.localhostProfile`;
  if (type !== "Localhost") {
    // The message shows the whole profile, as upstream's own type has it.
    if (localhostProfile !== undefined) errors.push(invalidValue(at, { Type: type, LocalhostProfile: localhostProfile }, "can only be set when seccomp type is Localhost"));
  } else if (localhostProfile === undefined) errors.push(required(at, "must be set when seccomp type is Localhost"));
  else for (const problem of descendingPathProblems(localhostProfile)) errors.push(invalidValue(at, localhostProfile, problem));
  return errors;
}

/** Source: kubernetes validation ValidateAppArmorProfileField. */
export function validateAppArmorProfile({ type, localhostProfile }: AppArmorProfile, path: string): FieldError[] {
  if (!type) return [required(`${path}.type`, "type is required when appArmorProfile is set")];
  if (!types.includes(type)) return [notSupported(`${path}.type`, type, types)];
  const at = `${path}.localhostProfile`;
  if (type !== "Localhost") return localhostProfile === undefined ? [] : [invalidValue(at, localhostProfile, "can only be set when AppArmor type is Localhost")];
  if (localhostProfile === undefined) return [required(at, "must be set when AppArmor type is Localhost")];
  const name = localhostProfile.trim();
  const errors: FieldError[] = [];
  if (name !== localhostProfile) errors.push(invalidValue(at, localhostProfile, "must not be padded with whitespace"));
  else if (name === "") errors.push(required(at, "must be set when AppArmor type is Localhost"));
  if (localhostProfile.length > maxProfileName) errors.push(tooLong(at, maxProfileName));
  return errors;
}
