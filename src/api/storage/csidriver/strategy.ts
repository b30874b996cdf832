import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { orNone, orUnset, ageCell } from "../../shared/print-age.ts";
import { countGeneration } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { CSIDriver, CSIDriverSpec } from "../../types/storage/v1.gen.ts";
import { validate, validateUpdate } from "./validation.ts";

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
  prepareForCreate: ({ spec }) => {
    // Alpha.
    delete spec.preventPodSchedulingIfMissing;
  },
  validateCreate: validate,
  warningsOnCreate: warnings,
  prepareForUpdate(driver, old) {
    if (old.spec.preventPodSchedulingIfMissing === undefined) delete driver.spec.preventPodSchedulingIfMissing;
    countGeneration(driver, old);
  },
  validateUpdate,
  warningsOnUpdate: (driver, old) => (semanticEqual(driver.spec.tokenRequests, old.spec.tokenRequests) ? [] : warnings(driver)),
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

/** Source: kubernetes pkg/registry/storage/csidriver WarningsOnCreate. */
function warnings({ spec: { tokenRequests = [], serviceAccountTokenInSecrets } }: CSIDriver): string[] {
  if (tokenRequests.length === 0 || serviceAccountTokenInSecrets !== undefined) return [];
  return ["spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes"];
}
