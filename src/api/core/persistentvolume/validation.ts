import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, immutableField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { parseQuantity } from "../../../machinery/quantity/quantity.ts";
import { inKeyOrder } from "../../shared/in-key-order.ts";
import { specDiff } from "../../shared/spec-diff.ts";
import type { PersistentVolume, PersistentVolumeSpec } from "../../types/core/v1.gen.ts";
import { structInGo } from "../in-go/in-go.ts";
import { validateAccessModes } from "../pod-template/validate-claim-spec.ts";
import { validateNodeSelector } from "../pod-template/validate-node-selector.ts";
import { sourceTypes, validateSource } from "./validate-source.ts";

const reclaimPolicies = ["Delete", "Recycle", "Retain"];
const volumeModes = ["Block", "Filesystem"];

/** Source: kubernetes validation ValidatePersistentVolumeSpec. */
export function validateCreate({ metadata, spec = {} }: PersistentVolume): FieldError[] {
  const errors: FieldError[] = [];
  if ((spec.accessModes ?? []).length === 0) errors.push(required("spec.accessModes"));
  addAll(errors, validateAccessModes(spec.accessModes ?? [], "spec.accessModes"), validateCapacity(spec));
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !reclaimPolicies.includes(policy)) errors.push(notSupported("spec.persistentVolumeReclaimPolicy", policy, reclaimPolicies));
  addAll(errors, validateNodeAffinity(spec), validateSource(spec, metadata.name ?? ""));
  if (spec.hostPath?.path && /^\/+(\.?\/*)*$/.test(spec.hostPath.path) && policy === "Recycle") {
    errors.push(forbiddenField("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"));
  }
  if (spec.storageClassName) for (const problem of isDns1123Subdomain(spec.storageClassName)) errors.push(invalidValue("spec.storageClassName", spec.storageClassName, problem));
  if (spec.volumeMode !== undefined && !volumeModes.includes(spec.volumeMode)) errors.push(notSupported("spec.volumeMode", spec.volumeMode, volumeModes));
  addAll(errors, validateAttributesClass(spec));
  return errors;
}

function validateCapacity({ capacity }: PersistentVolumeSpec): FieldError[] {
  const errors: FieldError[] = [];
  const names = Object.keys(capacity ?? {});
  if (names.length === 0) errors.push(required("spec.capacity"));
  if (capacity?.["storage"] === undefined || names.length > 1) errors.push(notSupported("spec.capacity", inKeyOrder(capacity), ["storage"]));
  for (const name of names) {
    const amount = capacity?.[name] as string;
    const quantity = parseQuantity(amount);
    if (quantity.sign < 0) errors.push(invalidValue(`spec.capacity[${name}]`, -Math.floor(Math.abs(quantity.asMilli() / 1_000)), "must be a valid resource quantity"));
    if (quantity.sign <= 0) errors.push(invalidValue(`spec.capacity[${name}]`, amount, "must be greater than zero"));
  }
  return errors;
}

function validateNodeAffinity({ nodeAffinity }: PersistentVolumeSpec): FieldError[] {
  if (nodeAffinity === undefined) return [];
  if (nodeAffinity.required === undefined) return [required("spec.nodeAffinity.required", "must specify required node constraints")];
  return validateNodeSelector(nodeAffinity.required, "spec.nodeAffinity.required");
}

function validateAttributesClass({ volumeAttributesClassName: name, csi }: PersistentVolumeSpec): FieldError[] {
  if (name === undefined) return [];
  const errors: FieldError[] = [];
  if (name === "") errors.push(required("spec.volumeAttributesClassName", "an empty string is disallowed"));
  else for (const problem of isDns1123Subdomain(name)) errors.push(invalidValue("spec.volumeAttributesClassName", name, problem));
  if (csi === undefined) errors.push(required("spec.csi", "has to be specified when using volumeAttributesClassName"));
  return errors;
}

const notInline = "may not be specified in the context of inline volumes";

/** A volume that an attachment itself describes: CSI only, and nobody's claim. Source: kubernetes validation ValidatePersistentVolumeSpec for inline volumes. */
export function validateInlineSpec(spec: PersistentVolumeSpec, path: string): FieldError[] {
  const { accessModes = [], persistentVolumeReclaimPolicy: policy, storageClassName, volumeMode } = spec;
  const errors: FieldError[] = [];
  if (spec.claimRef !== undefined) errors.push(forbiddenField(`${path}.claimRef`, notInline));
  if (Object.keys(spec.capacity ?? {}).length > 0) errors.push(forbiddenField(`${path}.capacity`, notInline));
  if (spec.csi === undefined) errors.push(required(`${path}.csi`, "has to be specified in the context of inline volumes"));
  if (accessModes.length === 0) errors.push(required(`${path}.accessModes`));
  addAll(errors, validateAccessModes(accessModes, `${path}.accessModes`));
  if (policy && policy !== "Retain") errors.push(forbiddenField(`${path}.persistentVolumeReclaimPolicy`, "may only be Retain in the context of inline volumes"));
  if (spec.nodeAffinity !== undefined) errors.push(forbiddenField(`${path}.nodeAffinity`, notInline));
  addAll(errors, validateSource(spec, "", path));
  if (storageClassName) errors.push(forbiddenField(`${path}.storageClassName`, notInline));
  if (volumeMode !== undefined && volumeMode !== "Filesystem") errors.push(forbiddenField(`${path}.volumeMode`, "may not specify volumeMode other than Filesystem in the context of inline volumes"));
  return errors;
}

/** What a volume is made of is decided once; only the secret for expanding it can come later. Source: ValidatePersistentVolumeUpdate. */
export function validateUpdate(volume: PersistentVolume, old: PersistentVolume): FieldError[] {
  const spec = volume.spec ?? {};
  const oldSpec = old.spec ?? {};
  const errors = validateCreate(volume);
  const before = sourceOf(oldSpec);
  const after = sourceOf(spec);
  if (oldSpec.csi !== undefined && oldSpec.csi.controllerExpandSecretRef === undefined && spec.csi?.controllerExpandSecretRef !== undefined) {
    const { controllerExpandSecretRef: _, ...csi } = spec.csi;
    after["csi"] = csi;
  }
  if (!semanticEqual(after, before)) errors.push(forbiddenField("spec.persistentvolumesource", `spec.persistentvolumesource is immutable after creation\n${specDiff(structInGo("PersistentVolumeSource", before), structInGo("PersistentVolumeSource", after))}`));
  if (spec.volumeMode !== oldSpec.volumeMode) errors.push(immutableField("volumeMode", spec.volumeMode));
  if (oldSpec.nodeAffinity !== undefined && !semanticEqual(spec.nodeAffinity, oldSpec.nodeAffinity)) {
    errors.push(invalidValue("nodeAffinity", spec.nodeAffinity === undefined ? null : structInGo("VolumeNodeAffinity", { ...spec.nodeAffinity }), "field is immutable, except for updating from beta label to GA"));
  }
  if (oldSpec.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined) {
    errors.push(forbiddenField("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden"));
  }
  return errors;
}

function sourceOf(spec: PersistentVolumeSpec): Record<string, unknown> {
  return Object.fromEntries(sourceTypes.filter((type) => spec[type] !== undefined).map((type) => [type, spec[type]]));
}
