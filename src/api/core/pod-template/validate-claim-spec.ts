import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { parseQuantity } from "../../../machinery/quantity/quantity.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { PersistentVolumeClaimSpec } from "../../types/core/v1.gen.ts";

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const volumeModes = ["Block", "Filesystem"];

/** Source: kubernetes validation ValidatePersistentVolumeClaimSpec. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, path: string): FieldError[] {
  const errors = validateAccessModes(spec.accessModes, `${path}.accessModes`);
  errors.push(...validateLabelSelector(spec.selector, `${path}.selector`));
  const storage = spec.resources?.requests?.["storage"];
  if (storage === undefined) errors.push(required(`${path}.resources[storage]`));
  else if (parseQuantity(storage).sign <= 0) errors.push(invalidValue(`${path}.resources[storage]`, storage, "must be greater than zero"));
  for (const field of ["storageClassName", "volumeAttributesClassName"] as const) {
    const name = spec[field];
    if (name) for (const problem of isDns1123Subdomain(name)) errors.push(invalidValue(`${path}.${field}`, name, problem));
  }
  if (spec.volumeMode !== undefined && !volumeModes.includes(spec.volumeMode)) errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, volumeModes));
  return errors;
}

/** Also for PersistentVolumes. A volume for one pod only cannot be shared in another way as well. */
export function validateAccessModes(modes: readonly string[] | undefined, path: string, whenNone = "at least 1 access mode is required"): FieldError[] {
  if (modes === undefined || modes.length === 0) return [required(path, whenNone)];
  const errors: FieldError[] = modes.filter((mode) => !accessModes.includes(mode)).map((mode) => notSupported(path, mode, accessModes));
  if (modes.includes("ReadWriteOncePod") && modes.length > 1) errors.push(forbiddenField(path, "may not use ReadWriteOncePod with other access modes"));
  return errors;
}
