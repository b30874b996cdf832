import { nodeLabelNote } from "../../shared/deprecated-node-labels.ts";
import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { StorageClass } from "../../types/storage/v1.gen.ts";
import { validate, validateUpdate } from "./validation.ts";

const defaultAnnotations = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];

/** Storage classes. Source: kubernetes pkg/registry/storage/storageclass. */
export const strategy: KindStrategy<StorageClass> = {
  group: "storage.k8s.io",
  resource: "storageclasses",
  applyDefaults(storageClass) {
    storageClass.reclaimPolicy ??= "Delete";
    storageClass.volumeBindingMode ??= "Immediate";
  },
  validateCreate: validate,
  warningsOnCreate: warnings,
  warningsOnUpdate: warnings,
  validateUpdate,
  printRow: (storageClass, now) => [
    isDefault(storageClass) ? `${storageClass.metadata.name} (default)` : (storageClass.metadata.name ?? ""),
    storageClass.provisioner,
    storageClass.reclaimPolicy ?? "Delete",
    storageClass.volumeBindingMode ?? "<unset>",
    storageClass.allowVolumeExpansion ?? false,
    ageCell(storageClass.metadata.creationTimestamp, now),
  ],
};

/** Source: kubernetes pkg/api/storage GetWarningsForStorageClass. */
function warnings({ allowedTopologies = [] }: StorageClass): string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, index) =>
    matchLabelExpressions.flatMap(({ key }, at) => (nodeLabelNote(key) === undefined ? [] : [`allowedTopologies[${index}].matchLabelExpressions[${at}].key: ${nodeLabelNote(key)}`])),
  );
}

function isDefault({ metadata }: StorageClass): boolean {
  return defaultAnnotations.some((annotation) => metadata.annotations?.[annotation] === "true");
}
