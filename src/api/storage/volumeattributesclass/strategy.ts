import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, required } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import { validateParameters, validateProvisioner } from "../../shared/storage-parameters.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { VolumeAttributesClass } from "../../types/storage/v1.gen.ts";

const fixed = ["driverName", "parameters"] as const;

/** Settings that a volume can be given while it is in use. Source: kubernetes pkg/registry/storage/volumeattributesclass. */
export const strategy: KindStrategy<VolumeAttributesClass> = {
  group: "storage.k8s.io",
  resource: "volumeattributesclasses",
  validateCreate: validate,
  validateUpdate: (attributes, old) => [
    ...fixed.filter((field) => !semanticEqual(attributes[field], old[field])).map((field) => forbiddenField(field, `updates to ${field} are forbidden.`)),
    ...validate(attributes),
  ],
  printRow: (attributes, now) => [attributes.metadata.name ?? "", attributes.driverName, ageCell(attributes.metadata.creationTimestamp, now)],
};

/** Source: kubernetes storage validation ValidateVolumeAttributesClass. */
function validate({ driverName = "", parameters = {} }: VolumeAttributesClass): FieldError[] {
  const isEmpty = Object.keys(parameters).length === 0;
  return [...validateProvisioner(driverName, "driverName"), ...validateParameters(parameters, "parameters"), ...(isEmpty ? [required("parameters", "must contain at least one key/value pair")] : [])];
}
