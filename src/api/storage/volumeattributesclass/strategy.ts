import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { forbiddenField, required } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { VolumeAttributesClass } from "../../types/storage/v1.gen.ts";

/** Settings that a volume can be given while it is in use. Source: kubernetes pkg/registry/storage/volumeattributesclass. */
export const strategy: KindStrategy<VolumeAttributesClass> = {
  group: "storage.k8s.io",
  resource: "volumeattributesclasses",
  validateCreate: (attributes) => [
    ...(attributes.driverName ? [] : [required("driverName")]),
    ...(Object.keys(attributes.parameters ?? {}).length > 0 ? [] : [required("parameters", "must contain at least one key/value pair")]),
  ],
  validateUpdate: (attributes, old) =>
    (["driverName", "parameters"] as const).filter((field) => !semanticEqual(attributes[field], old[field])).map((field) => forbiddenField(field, `updates to ${field} are forbidden.`)),
  printRow: (attributes, now) => [attributes.metadata.name ?? "", attributes.driverName, ageCell(attributes.metadata.creationTimestamp, now)],
};
