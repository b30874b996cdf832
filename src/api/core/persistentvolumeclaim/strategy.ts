import type { Cell } from "../../../machinery/table/table.ts";
import { ageCell, orUnset } from "../../shared/print-age.ts";
import { accessModesCell } from "../../shared/print-lists.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { PersistentVolumeClaim } from "../../types/core/v1.gen.ts";
import { defaultClaimSpec } from "../pod-template/default-claim-spec.ts";
import { validateClaimSpec } from "../pod-template/validate-claim-spec.ts";
import { validateUpdate } from "./update-rules.ts";

/** Claims of volumes. Source: kubernetes pkg/registry/core/persistentvolumeclaim. */
export const strategy: KindStrategy<PersistentVolumeClaim> = {
  group: "",
  resource: "persistentvolumeclaims",
  applyDefaults(claim) {
    claim.spec ??= {};
    defaultClaimSpec(claim.spec);
    mirrorDataSource(claim);
  },
  prepareForCreate(claim) {
    claim.status = { phase: "Pending" };
  },
  validateCreate: (claim) => validateClaimSpec(claim.spec ?? {}, "spec"),
  prepareForUpdate: keepStatus,
  validateUpdate,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  returnsDeletedObject: true,
  fieldLabels: ["name"],
  selectableFields: (claim) => ({ name: claim.metadata.name ?? "" }),
  printRow,
};

/** The older field and the newer one always say the same, where the older one can. Source: NormalizeDataSources. */
function mirrorDataSource({ spec }: PersistentVolumeClaim): void {
  if (spec === undefined) return;
  if (spec.dataSource !== undefined && spec.dataSourceRef === undefined) spec.dataSourceRef = { ...spec.dataSource };
  else if (spec.dataSourceRef !== undefined && spec.dataSource === undefined && !spec.dataSourceRef.namespace) {
    const { apiGroup, kind, name } = spec.dataSourceRef;
    spec.dataSource = { ...(apiGroup === undefined ? {} : { apiGroup }), kind, name };
  }
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
