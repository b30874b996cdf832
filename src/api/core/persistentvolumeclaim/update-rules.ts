import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, immutableField } from "../../../machinery/errors/field-errors.ts";
import { compareQuantities } from "../../shared/quantities.ts";
import { specDiff } from "../../shared/spec-diff.ts";
import { claimSpecInGo } from "./claim-in-go.ts";
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from "../../types/core/v1.gen.ts";
import { validateClaimSpec } from "../pod-template/validate-claim-spec.ts";

const rule = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";
export const classAnnotation = "volume.beta.kubernetes.io/storage-class";

/** A bound claim may ask for more; the volume is named once, by the binder or by hand. Source: kubernetes validation ValidatePersistentVolumeClaimUpdate. */
export function validateUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const spec = claim.spec ?? {};
  const before = old.spec ?? {};
  const anyDataSourceGroup = before.dataSource?.apiGroup !== undefined || before.dataSourceRef?.apiGroup !== undefined;
  const errors = validateClaimSpec(spec, "spec", { anyDataSourceGroup });
  const allowed: PersistentVolumeClaimSpec = { ...spec, resources: { ...spec.resources } };
  if (!before.volumeName) allowed.volumeName = before.volumeName;
  settleClass(claim, old, allowed, errors);
  if (claim.status?.phase === "Bound") takeWhatBoundClaimsMayChange(allowed, before);
  if (!semanticEqual(allowed, before)) errors.push(forbiddenField("spec", `${rule}\n${specDiff(claimSpecInGo(before), claimSpecInGo(allowed))}`));
  addAll(errors, validateSize(claim, old));
  if (spec.volumeMode !== before.volumeMode) errors.push(immutableField("volumeMode", spec.volumeMode));
  if (old.status?.currentVolumeAttributesClassName !== undefined) addAll(errors, validateAttributesClass(spec.volumeAttributesClassName, before.volumeAttributesClassName));
  return errors;
}

/** A claim's class moves from the annotation to the field, and a claim without a class gets one later when a default class appears. */
function settleClass(claim: PersistentVolumeClaim, old: PersistentVolumeClaim, allowed: PersistentVolumeClaimSpec, errors: FieldError[]): void {
  const [is, was] = [claim.metadata.annotations?.[classAnnotation], old.metadata.annotations?.[classAnnotation]];
  const [name, oldName] = [claim.spec?.storageClassName, old.spec?.storageClassName];
  const moves = was !== undefined && oldName === undefined && name === was && (is === undefined || is === was);
  if (!moves && (is ?? "") !== (was ?? "")) errors.push(immutableField(`metadata.annotations.${classAnnotation}`, is ?? ""));
  if (moves || (name !== undefined && oldName === undefined && (was === undefined || name === was))) delete allowed.storageClassName;
}

function takeWhatBoundClaimsMayChange(allowed: PersistentVolumeClaimSpec, before: PersistentVolumeClaimSpec): void {
  const requests = allowed.resources?.requests;
  const storage = before.resources?.requests?.["storage"];
  if (requests !== undefined && storage !== undefined) allowed.resources = { ...allowed.resources, requests: { ...requests, storage } };
  if (before.volumeAttributesClassName === undefined) delete allowed.volumeAttributesClassName;
  else allowed.volumeAttributesClassName = before.volumeAttributesClassName;
}

/** Asking for less gives an expansion up; never for less than there is. */
function validateSize(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const asked = claim.spec?.resources?.requests?.["storage"] ?? "0";
  const had = old.spec?.resources?.requests?.["storage"] ?? "0";
  const capacity = old.status?.capacity?.["storage"] ?? "0";
  if (compareQuantities(asked, had) >= 0 || compareQuantities(asked, capacity) > 0) return [];
  return [forbiddenField("spec.resources.requests.storage", "field can not be less than status.capacity")];
}

/** A class that was applied once can be followed by another, not by none. */
function validateAttributesClass(after: string | undefined, before: string | undefined): FieldError[] {
  if (after === before || after) return [];
  const what = after === undefined ? "nil" : "empty string";
  return [forbiddenField("spec.volumeAttributesClassName", `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`)];
}
