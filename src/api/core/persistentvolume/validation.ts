import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, immutableField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { parseQuantity } from "../../../machinery/quantity/quantity.ts";
import { backstepProblems } from "../../shared/file-paths.ts";
import { specDiff } from "../../shared/spec-diff.ts";
import type { PersistentVolume, PersistentVolumeSpec } from "../../types/core/v1.gen.ts";
import { validateAccessModes } from "../pod-template/validate-claim-spec.ts";
import { validateNodeSelector } from "../pod-template/validate-node-selector.ts";

const reclaimPolicies = ["Delete", "Recycle", "Retain"];
const volumeModes = ["Block", "Filesystem"];

/** Fields of the spec that are no source of the volume. */
const otherFields = new Set([
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
]);

/** Source: kubernetes validation ValidatePersistentVolumeSpec. */
export function validateCreate({ spec = {} }: PersistentVolume): FieldError[] {
  const errors = validateAccessModes(spec.accessModes, "spec.accessModes", "");
  errors.push(...validateCapacity(spec), ...validateSource(spec));
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !reclaimPolicies.includes(policy)) errors.push(notSupported("spec.persistentVolumeReclaimPolicy", policy, reclaimPolicies));
  if (spec.hostPath?.path === "/" && policy === "Recycle") {
    errors.push(forbiddenField("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"));
  }
  if (spec.storageClassName) for (const problem of isDns1123Subdomain(spec.storageClassName)) errors.push(invalidValue("spec.storageClassName", spec.storageClassName, problem));
  if (spec.volumeMode !== undefined && !volumeModes.includes(spec.volumeMode)) errors.push(notSupported("spec.volumeMode", spec.volumeMode, volumeModes));
  const nodes = spec.nodeAffinity?.required;
  if (spec.nodeAffinity !== undefined) {
    if (nodes === undefined) errors.push(required("spec.nodeAffinity.required", "must specify required node constraints"));
    else errors.push(...validateNodeSelector(nodes, "spec.nodeAffinity.required"));
  } else if (spec.local !== undefined) errors.push(required("spec.nodeAffinity", "Local volume requires node affinity"));
  return errors;
}

function validateCapacity({ capacity = {} }: PersistentVolumeSpec): FieldError[] {
  const names = Object.keys(capacity);
  if (names.length === 0) return [required("spec.capacity")];
  if (capacity["storage"] === undefined || names.length > 1) return [notSupported("spec.capacity", capacity, ["storage"])];
  return parseQuantity(capacity["storage"]).sign > 0 ? [] : [invalidValue("spec.capacity[storage]", capacity["storage"], "must be greater than zero")];
}

function validateSource(spec: PersistentVolumeSpec): FieldError[] {
  const sources = Object.keys(spec).filter((field) => !otherFields.has(field) && spec[field as keyof PersistentVolumeSpec] !== undefined);
  if (sources.length === 0) return [required("spec", "must specify a volume type")];
  const errors = sources.slice(1).map((source) => forbiddenField(`spec.${source}`, "may not specify more than 1 volume type"));
  if (spec.hostPath !== undefined) {
    if (!spec.hostPath.path) errors.push(required("spec.hostPath.path"));
    else for (const problem of backstepProblems(spec.hostPath.path)) errors.push(invalidValue("spec.hostPath.path", spec.hostPath.path, problem));
  }
  if (spec.local !== undefined && !spec.local.path) errors.push(required("spec.local.path"));
  if (spec.nfs !== undefined) {
    if (!spec.nfs.server) errors.push(required("spec.nfs.server"));
    if (!spec.nfs.path) errors.push(required("spec.nfs.path"));
  }
  if (spec.csi !== undefined) {
    if (!spec.csi.driver) errors.push(required("spec.csi.driver"));
    if (!spec.csi.volumeHandle) errors.push(required("spec.csi.volumeHandle"));
  }
  return errors;
}

/** What a volume is made of is decided once. Source: ValidatePersistentVolumeUpdate. */
export function validateUpdate(volume: PersistentVolume, old: PersistentVolume): FieldError[] {
  const errors = validateCreate(volume);
  const after = sourceOf(volume.spec ?? {});
  const before = sourceOf(old.spec ?? {});
  if (!semanticEqual(after, before)) errors.push(forbiddenField("spec.persistentvolumesource", `spec.persistentvolumesource is immutable after creation\n${specDiff(before, after)}`));
  if (volume.spec?.volumeMode !== old.spec?.volumeMode) errors.push(immutableField("spec.volumeMode", volume.spec?.volumeMode));
  if (old.spec?.nodeAffinity !== undefined && !semanticEqual(volume.spec?.nodeAffinity, old.spec.nodeAffinity)) {
    errors.push(invalidValue("spec.nodeAffinity", volume.spec?.nodeAffinity, "field is immutable, except for updating from beta label to GA"));
  }
  return errors;
}

function sourceOf(spec: PersistentVolumeSpec): Record<string, unknown> {
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !otherFields.has(field)));
}
