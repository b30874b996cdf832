import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { immutableField } from "../../../machinery/errors/field-errors.ts";
import { orNone, orUnset, ageCell } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CSIDriver, CSIDriverSpec } from "../../types/storage/v1.gen.ts";

const fixed = ["attachRequired", "volumeLifecycleModes"] as const;

/** What a CSI driver can do. Source: kubernetes pkg/registry/storage/csidriver. */
export const strategy: KindStrategy<CSIDriver> = {
  group: "storage.k8s.io",
  resource: "csidrivers",
  requiresResourceVersion: true,
  applyDefaults(driver) {
    driver.spec ??= {} as CSIDriverSpec;
    const { spec } = driver;
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= "ReadWriteOnceWithFSType";
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
    if ((spec.volumeLifecycleModes ?? []).length === 0) spec.volumeLifecycleModes = ["Persistent"];
  },
  prepareForCreate(driver) {
    metadataOf(driver).generation = 1;
  },
  prepareForUpdate: countGeneration,
  validateUpdate: (driver, old) => fixed.filter((field) => !semanticEqual(driver.spec[field], old.spec[field])).map((field) => immutableField(`spec.${field}`, driver.spec[field])),
  printRow: ({ metadata, spec }, now) => [
    metadata.name ?? "",
    spec.attachRequired ?? true,
    spec.podInfoOnMount ?? false,
    spec.storageCapacity ?? false,
    orUnset((spec.tokenRequests ?? []).map((request) => request.audience).join(",")),
    spec.requiresRepublish ?? false,
    orNone((spec.volumeLifecycleModes ?? []).join(",")),
    ageCell(metadata.creationTimestamp, now),
  ],
};
