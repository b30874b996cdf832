import type { Cell } from "../../../machinery/table/table.ts";
import { ageCell, orUnset } from "../../shared/print-age.ts";
import { accessModesCell } from "../../shared/print-lists.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { PersistentVolumeClaim } from "../../types/core/v1.gen.ts";
import { defaultClaimSpec } from "../pod-template/default-claim-spec.ts";
import { validateClaimSpec } from "../pod-template/validate-claim-spec.ts";
import { settleDataSources } from "./data-sources.ts";
import { claimSpecWarnings } from "../../shared/fractions.ts";
import { classAnnotation, validateUpdate } from "./update-rules.ts";

/** Claims of volumes. Source: kubernetes pkg/registry/core/persistentvolumeclaim. */
export const strategy: KindStrategy<PersistentVolumeClaim> = {
  group: "",
  resource: "persistentvolumeclaims",
  applyDefaults(claim) {
    claim.spec ??= {};
    if (claim.status !== undefined) claim.status.phase ||= "Pending";
    defaultClaimSpec(claim.spec);
  },
  prepareForCreate(claim) {
    claim.status = { phase: "Pending" };
    settleDataSources(claim.spec ?? {});
  },
  warningsOnCreate: warnings,
  warningsOnUpdate: warnings,
  validateCreate: (claim) => validateClaimSpec(claim.spec ?? {}, "spec"),
  prepareForUpdate(claim, old) {
    keepStatus(claim, old);
    settleDataSources(claim.spec ?? {}, old.spec);
  },
  validateUpdate,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  returnsDeletedObject: true,
  fieldLabels: ["name"],
  selectableFields: (claim) => ({ name: claim.metadata.name ?? "" }),
  printRow,
};

/** Source: kubernetes pkg/api/persistentvolumeclaim GetWarningsForPersistentVolumeClaim. */
function warnings({ metadata, spec }: PersistentVolumeClaim): string[] {
  const byAnnotation = metadata.annotations?.[classAnnotation] === undefined ? [] : [`metadata.annotations[${classAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`];
  return [...byAnnotation, ...claimSpecWarnings(spec, "spec")];
}

/** Capacity and access modes are shown once a volume is bound. Source: kubernetes pkg/printers printPersistentVolumeClaim. */
function printRow({ metadata, spec, status }: PersistentVolumeClaim, now: number): Cell[] {
  const bound = Boolean(spec?.volumeName);
  return [
    metadata.name ?? "",
    metadata.deletionTimestamp === undefined ? (status?.phase ?? "") : "Terminating",
    spec?.volumeName ?? "",
    bound ? (status?.capacity?.["storage"] ?? "0") : "",
    bound ? accessModesCell(status?.accessModes) : "",
    metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? spec?.storageClassName ?? "",
    orUnset(spec?.volumeAttributesClassName),
    ageCell(metadata.creationTimestamp, now),
    orUnset(spec?.volumeMode),
  ];
}
