import { immutableField, required } from "../../../machinery/errors/field-errors.ts";
import { ageCell, orUnset } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ResourceSlice } from "../../types/resource/v1.gen.ts";

/** Devices that a driver offers. Source: kubernetes pkg/registry/resource/resourceslice. */
export const strategy: KindStrategy<ResourceSlice> = {
  group: "resource.k8s.io",
  resource: "resourceslices",
  prepareForCreate(slice) {
    metadataOf(slice).generation = 1;
  },
  validateCreate: ({ spec }) => (spec.driver ? [] : [required("spec.driver")]),
  prepareForUpdate: countGeneration,
  validateUpdate: ({ spec }, old) => (["driver", "nodeName"] as const).filter((field) => spec[field] !== old.spec[field]).map((field) => immutableField(`spec.${field}`, spec[field])),
  fieldLabels: ["spec.nodeName", "spec.driver"],
  selectableFields: ({ spec }) => ({ "spec.nodeName": spec.nodeName ?? "", "spec.driver": spec.driver }),
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", orUnset(spec.nodeName), spec.driver, spec.pool.name, ageCell(metadata.creationTimestamp, now)],
};
