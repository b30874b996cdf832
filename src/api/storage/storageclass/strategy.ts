import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, immutableField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import { nodeLabelNote } from "../../shared/deprecated-node-labels.ts";
import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { StorageClass } from "../../types/storage/v1.gen.ts";

const reclaimPolicies = ["Delete", "Retain"];
const bindingModes = ["Immediate", "WaitForFirstConsumer"];
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
  validateUpdate: (storageClass, old) => [...validate(storageClass), ...validateKept(storageClass, old)],
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
    matchLabelExpressions.flatMap(({ key }, at) => (nodeLabelNote(key) === undefined ? [] : [`allowedTopologies[${index}].matchLabelExpressions[${at}]: ${nodeLabelNote(key)}`])),
  );
}

function isDefault({ metadata }: StorageClass): boolean {
  return defaultAnnotations.some((annotation) => metadata.annotations?.[annotation] === "true");
}

function validate({ provisioner, reclaimPolicy, volumeBindingMode }: StorageClass): FieldError[] {
  const errors: FieldError[] = [];
  if (!provisioner) errors.push(required("provisioner"));
  else for (const problem of isQualifiedName(provisioner.toLowerCase())) errors.push(invalidValue("provisioner", provisioner, problem));
  if (!reclaimPolicies.includes(reclaimPolicy ?? "")) errors.push(notSupported("reclaimPolicy", reclaimPolicy ?? "", reclaimPolicies));
  if (!bindingModes.includes(volumeBindingMode ?? "")) errors.push(notSupported("volumeBindingMode", volumeBindingMode ?? "", bindingModes));
  return errors;
}

/** Volumes that exist were made by these. Source: kubernetes storage validation ValidateStorageClassUpdate. */
function validateKept(storageClass: StorageClass, old: StorageClass): FieldError[] {
  const fixed = ["parameters", "provisioner", "reclaimPolicy"] as const;
  const errors = fixed.filter((field) => !semanticEqual(storageClass[field], old[field])).map((field) => forbiddenField(field, `updates to ${field} are forbidden.`));
  if (storageClass.volumeBindingMode !== old.volumeBindingMode) errors.push(immutableField("volumeBindingMode", storageClass.volumeBindingMode));
  return errors;
}
