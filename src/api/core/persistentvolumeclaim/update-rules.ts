import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField } from "../../../machinery/errors/field-errors.ts";
import { compareQuantities } from "../../shared/quantities.ts";
import { specDiff } from "../../shared/spec-diff.ts";
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from "../../types/core/v1.gen.ts";
import { validateClaimSpec } from "../pod-template/validate-claim-spec.ts";

const rule = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

/** A bound claim may ask for more; the volume is named once, by the binder or by hand. Source: kubernetes validation ValidatePersistentVolumeClaimUpdate. */
export function validateUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const spec = claim.spec ?? {};
  const before = old.spec ?? {};
  const errors = validateClaimSpec(spec, "spec");
  const allowed: PersistentVolumeClaimSpec = { ...spec, resources: { ...spec.resources } };
  if (!before.volumeName) allowed.volumeName = before.volumeName;
  // A claim without a class gets one later when a default class appears.
  if (before.storageClassName === undefined) allowed.storageClassName = undefined;
  allowed.volumeAttributesClassName = before.volumeAttributesClassName;
  const bound = old.status?.phase === "Bound";
  if (bound) allowed.resources = { ...allowed.resources, requests: before.resources?.requests };
  if (!semanticEqual(allowed, before)) errors.push(forbiddenField("spec", `${rule}\n${specDiff(before, allowed)}`));

  const asked = spec.resources?.requests?.["storage"];
  const had = before.resources?.requests?.["storage"];
  const shrinks = asked !== undefined && had !== undefined && compareQuantities(asked, had) < 0;
  const stillFits = asked !== undefined && old.status?.capacity?.["storage"] !== undefined && compareQuantities(asked, old.status.capacity["storage"]) > 0;
  if (shrinks && !stillFits) errors.push(forbiddenField("spec.resources.requests.storage", "field can not be less than status.capacity"));
  return errors;
}
