import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label } from "../../../machinery/validation/names.ts";
import type { Volume } from "../../types/core/v1.gen.ts";
import { validateVolumeSource } from "./validate-volume-sources.ts";

/** Source: kubernetes validation ValidateVolumes. */
export function validateVolumes(volumes: readonly Volume[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, volume] of volumes.entries()) {
    const at = `${path}[${index}]`;
    validateSources(volume, at, errors);
    if (!volume.name) errors.push(required(`${at}.name`));
    else {
      for (const problem of isDns1123Label(volume.name)) errors.push(invalidValue(`${at}.name`, volume.name, problem));
      if (names.has(volume.name)) errors.push(duplicateValue(`${at}.name`, volume.name));
    }
    names.add(volume.name);
  }
  return errors;
}

/** Exactly one source. The first is validated; each further one is refused where it stands. */
function validateSources(volume: Volume, path: string, errors: FieldError[]): void {
  let sources = 0;
  for (const key in volume) {
    if (key === "name" || volume[key as keyof Volume] === undefined) continue;
    sources++;
    if (sources > 1) errors.push(forbiddenField(`${path}.${key}`, "may not specify more than 1 volume type"));
    else errors.push(...validateVolumeSource(volume, key as Exclude<keyof Volume, "name">, `${path}.${key}`));
  }
  if (sources === 0) errors.push(required(path, "must specify a volume type"));
}
