import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { descendingPathProblems } from "../../shared/file-paths.ts";
import type { AppArmorProfile, SeccompProfile } from "../../types/core/v1.gen.ts";

const types = ["Localhost", "RuntimeDefault", "Unconfined"];

/** Source: kubernetes validation validateSeccompProfileField. */
export function validateSeccompProfile({ type, localhostProfile }: SeccompProfile, path: string): FieldError[] {
  if (!type) return [required(`${path}.type`, "type is required when seccompProfile is set")];
  if (!types.includes(type)) return [notSupported(`${path}.type`, type, types)];
  if (type === "Localhost") {
    if (localhostProfile === undefined) return [required(`${path}.localhostProfile`, "must be set when seccomp type is Localhost")];
    return descendingPathProblems(localhostProfile).map((problem) => invalidValue(`${path}.localhostProfile`, localhostProfile, problem));
  }
  return localhostProfile === undefined ? [] : [invalidValue(`${path}.localhostProfile`, localhostProfile, "can only be set when seccomp type is Localhost")];
}

/** Source: kubernetes validation ValidateAppArmorProfileField. */
export function validateAppArmorProfile({ type, localhostProfile }: AppArmorProfile, path: string): FieldError[] {
  if (!type) return [required(`${path}.type`, "type is required when appArmorProfile is set")];
  if (!types.includes(type)) return [notSupported(`${path}.type`, type, types)];
  const at = `${path}.localhostProfile`;
  if (type !== "Localhost") return localhostProfile === undefined ? [] : [invalidValue(at, localhostProfile, "can only be set when AppArmor type is Localhost")];
  if (localhostProfile === undefined) return [required(at, "must be set when AppArmor type is Localhost")];
  const name = localhostProfile.trim();
  if (name !== localhostProfile) return [invalidValue(at, localhostProfile, "must not be padded with whitespace")];
  return name === "" ? [required(at, "must be set when AppArmor type is Localhost")] : [];
}
