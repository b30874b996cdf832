import { quote } from "../../../machinery/text/quote.ts";
import { ageCell } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ResourceSlice } from "../../types/resource/v1.gen.ts";
import { dropAlphaFields, stampTaints } from "./prepare.ts";
import { validate } from "./validation.ts";

/** Devices that a driver offers. Source: kubernetes pkg/registry/resource/resourceslice. */
export const strategy: KindStrategy<ResourceSlice> = {
  group: "resource.k8s.io",
  resource: "resourceslices",
  prepareForCreate(slice, { now }) {
    stampTaints(slice, now);
    metadataOf(slice).generation = 1;
    dropAlphaFields(slice);
  },
  validateCreate: (slice) => validate(slice),
  warningsOnCreate: warnings,
  prepareForUpdate(slice, old, { now }) {
    stampTaints(slice, now);
    // As upstream: a change of what is dropped afterwards counts.
    countGeneration(slice, old);
    dropAlphaFields(slice, old);
  },
  validateUpdate: validate,
  warningsOnUpdate: warnings,
  fieldLabels: ["spec.nodeName", "spec.driver"],
  selectableFields: ({ spec }) => ({ "spec.nodeName": spec.nodeName ?? "", "spec.driver": spec.driver }),
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", spec.nodeName ?? "", spec.driver, spec.pool.name, ageCell(metadata.creationTimestamp, now)],
};

/** Source: kubernetes pkg/registry/resource/resourceslice WarningsOnCreate. */
function warnings({ spec: { driver } }: ResourceSlice): string[] {
  return driver === driver.toLowerCase() ? [] : [`spec.driver: driver names should be lowercase; ${quote(driver)} contains uppercase characters`];
}
