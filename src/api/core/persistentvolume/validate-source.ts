import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { backstepProblems } from "../../shared/file-paths.ts";
import type { CSIPersistentVolumeSource, PersistentVolumeSpec, SecretReference } from "../../types/core/v1.gen.ts";
import { validateCsiDriverName, validateHostPath } from "../pod-template/validate-volume-sources.ts";
import { validateDriver, validateIscsi } from "../pod-template/validate-volume-drivers.ts";
import { refusedAs, validatedAs } from "../pod-template/validate-volumes.ts";

/** What a volume can be made of, in the order in which upstream looks. */
export const sourceTypes = [
  "hostPath",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "glusterfs",
  "flocker",
  "nfs",
  "rbd",
  "quobyte",
  "cephfs",
  "iscsi",
  "cinder",
  "fc",
  "flexVolume",
  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "scaleIO",
  "local",
  "storageos",
  "csi",
] as const;

type SourceType = (typeof sourceTypes)[number];

/** Exactly one source. Source: kubernetes validation ValidatePersistentVolumeSpec. */
export function validateSource(spec: PersistentVolumeSpec, name: string, path = "spec"): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const type of sourceTypes) {
    if (spec[type] === undefined) continue;
    if (found && type !== "flexVolume") errors.push(forbiddenField(`${path}.${refusedAs[type] ?? type}`, "may not specify more than 1 volume type"));
    else addAll(errors, validateOne(spec, type, `${path}.${validatedAs[type] ?? type}`, name));
    found = true;
  }
  if (!found) errors.push(required(path, "must specify a volume type"));
  return errors;
}

function validateOne(spec: PersistentVolumeSpec, type: SourceType, path: string, name: string): FieldError[] {
  switch (type) {
    case "hostPath":
      return validateHostPath(spec.hostPath, path);
    case "local":
      return validateLocal(spec, path);
    case "csi":
      return spec.csi === undefined ? [] : validateCsi(spec.csi, path);
    case "iscsi":
      return spec.iscsi === undefined ? [] : validateIscsi(spec.iscsi, path, name);
    default:
      return [...validateDriver(spec as Parameters<typeof validateDriver>[0], type, path), ...validateNamespaces(spec, type, path)];
  }
}

/** A volume stands in no namespace, so that what it refers to must be given one. */
function validateNamespaces(spec: PersistentVolumeSpec, type: SourceType, path: string): FieldError[] {
  if (type === "cinder" || type === "storageos") {
    const secret = spec[type]?.secretRef;
    return secret !== undefined && !secret.namespace ? [required(`${path}.secretRef.namespace`)] : [];
  }
  if (type === "azureFile") return spec.azureFile?.secretNamespace === "" ? [required(`${path}.secretNamespace`)] : [];
  const endpoints = type === "glusterfs" ? spec.glusterfs?.endpointsNamespace : undefined;
  if (endpoints === undefined) return [];
  const problems = endpoints === "" ? ["if the endpointnamespace is set, it must be a valid namespace name"] : isDns1123Label(endpoints);
  return problems.map((problem) => invalidValue(`${path}.endpointsNamespace`, endpoints, problem));
}

function validateLocal({ local, nodeAffinity }: PersistentVolumeSpec, path: string): FieldError[] {
  const errors = local?.path ? backstepProblems(local.path).map((problem) => invalidValue(`${path}.path`, local.path, problem)) : [required(`${path}.path`)];
  if (nodeAffinity === undefined) errors.push(required(`${path.slice(0, path.lastIndexOf("."))}.nodeAffinity`, "Local volume requires node affinity"));
  return errors;
}

const csiSecrets = ["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"] as const;

function validateCsi(csi: CSIPersistentVolumeSource, path: string): FieldError[] {
  const errors = validateCsiDriverName(csi.driver ?? "", `${path}.driver`);
  if (!csi.volumeHandle) errors.push(required(`${path}.volumeHandle`));
  for (const field of csiSecrets) {
    const secret = csi[field];
    if (secret !== undefined) addAll(errors, validateSecretReference(secret, `${path}.${field}`));
  }
  return errors;
}

/** Source: kubernetes validation validatePVSecretReference. */
function validateSecretReference({ name, namespace }: SecretReference, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`));
  else for (const problem of isDns1123Subdomain(name)) errors.push(invalidValue(`${path}.name`, name, problem));
  if (!namespace) errors.push(required(`${path}.namespace`));
  else for (const problem of isDns1123Label(namespace)) errors.push(invalidValue(`${path}.namespace`, namespace, problem));
  return errors;
}
