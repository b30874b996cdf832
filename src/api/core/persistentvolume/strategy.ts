import type { Cell } from "../../../machinery/table/table.ts";
import { formatTime } from "../../../machinery/time/time.ts";
import { ageCell, orUnset } from "../../shared/print-age.ts";
import { accessModesCell } from "../../shared/print-lists.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { PersistentVolume } from "../../types/core/v1.gen.ts";
import { validateCreate, validateUpdate } from "./validation.ts";
import { warnings } from "./warnings.ts";

/** Volumes of the cluster. Source: kubernetes pkg/registry/core/persistentvolume. */
export const strategy: KindStrategy<PersistentVolume> = {
  group: "",
  resource: "persistentvolumes",
  applyDefaults(volume) {
    volume.spec ??= {};
    if (volume.status !== undefined) volume.status.phase ||= "Pending";
    volume.spec.persistentVolumeReclaimPolicy ||= "Retain";
    volume.spec.volumeMode ??= "Filesystem";
    if (volume.spec.hostPath !== undefined) volume.spec.hostPath.type ??= "";
  },
  prepareForCreate(volume, { now }) {
    volume.status = { phase: "Pending", lastPhaseTransitionTime: formatTime(now) };
  },
  validateCreate,
  warningsOnCreate: warnings,
  prepareForUpdate: keepStatus,
  validateUpdate,
  warningsOnUpdate: warnings,
  subresources: {
    status: {
      prepareForUpdate(volume, old, { now }) {
        keepAllButStatus(volume, old);
        if (volume.status?.phase !== old.status?.phase) volume.status = { ...volume.status, lastPhaseTransitionTime: formatTime(now) };
      },
    },
  },
  returnsDeletedObject: true,
  fieldLabels: ["name"],
  selectableFields: (volume) => ({ name: volume.metadata.name ?? "" }),
  printRow,
};

/** Source: kubernetes pkg/printers printPersistentVolume. */
function printRow({ metadata, spec, status }: PersistentVolume, now: number): Cell[] {
  return [
    metadata.name ?? "",
    spec?.capacity?.["storage"] ?? "0",
    accessModesCell(spec?.accessModes),
    spec?.persistentVolumeReclaimPolicy ?? "",
    metadata.deletionTimestamp === undefined ? (status?.phase ?? "") : "Terminating",
    spec?.claimRef === undefined ? "" : `${spec.claimRef.namespace ?? ""}/${spec.claimRef.name ?? ""}`,
    metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? spec?.storageClassName ?? "",
    orUnset(spec?.volumeAttributesClassName),
    status?.reason ?? "",
    ageCell(metadata.creationTimestamp, now),
    orUnset(spec?.volumeMode),
  ];
}
