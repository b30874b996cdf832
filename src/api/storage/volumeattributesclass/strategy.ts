import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { immutableField } from "../../../machinery/errors/field-errors.ts";
import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { VolumeAttributesClass } from "../../types/storage/v1.gen.ts";

/** VolumeAttributesClasses: never changed, only replaced. Source: kubernetes pkg/registry/storage/volumeattributesclass. */
export const strategy: KindStrategy<VolumeAttributesClass> = {
  group: "storage.k8s.io",
  resource: "volumeattributesclasses",
  validateUpdate: ({ driverName, parameters }, old) => [
    ...(driverName === old.driverName ? [] : [immutableField("driverName", driverName)]),
    ...(deepEqual(parameters, old.parameters) ? [] : [immutableField("parameters", parameters)]),
  ],
  printRow: ({ metadata, driverName }, now) => [metadata.name ?? "", driverName, ageCell(metadata.creationTimestamp, now)],
};
