import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import { backstepProblems } from "../../shared/file-paths.ts";
import { nonNegativeQuantityProblems } from "../../shared/quantities.ts";
import type { Volume } from "../../types/core/v1.gen.ts";
import { validateClaimSpec } from "./validate-claim-spec.ts";
import { validateDownwardFiles, validateKeyFiles, validateMode, validateProjected } from "./validate-projections.ts";

type Source = Exclude<keyof Volume, "name">;

/** Types of host path that can be asked for; the empty one asks for nothing. */
const hostPathTypes = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];
const pullPolicies = ["Always", "IfNotPresent", "Never"];

/** One source of a volume. Sources not named here have what the schema says and nothing else. Source: kubernetes validation validateVolumeSource. */
export function validateVolumeSource(volume: Volume, source: Source, path: string): FieldError[] {
  switch (source) {
    case "emptyDir":
      return validateEmptyDir(volume, path);
    case "hostPath":
      return validateHostPath(volume, path);
    case "configMap":
    case "secret":
      return validateKeyVolume(volume, source, path);
    case "downwardAPI":
      return [...validateMode(volume.downwardAPI?.defaultMode, `${path}.defaultMode`), ...validateDownwardFiles(volume.downwardAPI?.items ?? [], path)];
    case "projected":
      return volume.projected === undefined ? [] : validateProjected(volume.projected, path);
    case "persistentVolumeClaim":
      return requireFields(volume.persistentVolumeClaim, ["claimName"], path);
    case "ephemeral":
      return validateEphemeral(volume, path);
    case "nfs":
      return validateNfs(volume, path);
    case "csi":
      return validateCsi(volume, path);
    case "image": {
      const policy = volume.image?.pullPolicy;
      const errors = requireFields(volume.image, ["reference"], path);
      if (policy !== undefined && !pullPolicies.includes(policy)) errors.push(notSupported(`${path}.pullPolicy`, policy, pullPolicies));
      return errors;
    }
    default:
      return requireFields(volume[source], neededFields[source] ?? [], path);
  }
}

/** What sources of older kinds cannot be without. */
const neededFields: Partial<Record<Source, readonly string[]>> = {
  iscsi: ["targetPortal", "iqn"],
  rbd: ["monitors", "image"],
  cephfs: ["monitors"],
  glusterfs: ["endpoints", "path"],
  cinder: ["volumeID"],
  awsElasticBlockStore: ["volumeID"],
  gcePersistentDisk: ["pdName"],
  azureFile: ["secretName", "shareName"],
  azureDisk: ["diskName", "diskURI"],
  vsphereVolume: ["volumePath"],
  photonPersistentDisk: ["pdID"],
  portworxVolume: ["volumeID"],
  quobyte: ["registry", "volume"],
  flexVolume: ["driver"],
  gitRepo: ["repository"],
  scaleIO: ["gateway", "system", "volumeName"],
};

function requireFields(source: object | undefined, fields: readonly string[], path: string): FieldError[] {
  return fields.filter((field) => isMissing((source as Record<string, unknown> | undefined)?.[field])).map((field) => required(`${path}.${field}`));
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function validateEmptyDir({ emptyDir }: Volume, path: string): FieldError[] {
  const limit = emptyDir?.sizeLimit;
  if (limit === undefined) return [];
  return nonNegativeQuantityProblems(limit).map(() => forbiddenField(`${path}.sizeLimit`, "SizeLimit field must be a valid resource quantity"));
}

function validateHostPath({ hostPath }: Volume, path: string): FieldError[] {
  if (!hostPath?.path) return [required(`${path}.path`)];
  const errors = backstepProblems(hostPath.path).map((problem) => invalidValue(`${path}.path`, hostPath.path, problem));
  if (hostPath.type !== undefined && !hostPathTypes.includes(hostPath.type)) errors.push(notSupported(`${path}.type`, hostPath.type, hostPathTypes));
  return errors;
}

function validateKeyVolume(volume: Volume, source: "configMap" | "secret", path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (source === "configMap" && !volume.configMap?.name) errors.push(required(`${path}.name`));
  if (source === "secret" && !volume.secret?.secretName) errors.push(required(`${path}.secretName`));
  errors.push(...validateMode(volume[source]?.defaultMode, `${path}.defaultMode`), ...validateKeyFiles(volume[source]?.items ?? [], `${path}.items`));
  return errors;
}

function validateEphemeral({ ephemeral }: Volume, path: string): FieldError[] {
  const template = ephemeral?.volumeClaimTemplate;
  if (template === undefined) return [required(`${path}.volumeClaimTemplate`)];
  return validateClaimSpec(template.spec, `${path}.volumeClaimTemplate.spec`);
}

function validateNfs({ nfs }: Volume, path: string): FieldError[] {
  const errors = requireFields(nfs, ["server", "path"], path);
  if (nfs?.path && !nfs.path.startsWith("/")) errors.push(invalidValue(`${path}.path`, nfs.path, "must be an absolute path"));
  return errors;
}

/** Longest name that a CSI driver may have. */
const maxDriverName = 63;

function validateCsi({ csi }: Volume, path: string): FieldError[] {
  const errors = requireFields(csi, ["driver"], path);
  if (csi?.driver && csi.driver.length > maxDriverName) errors.push({ type: "TooLong", field: `${path}.driver`, detail: `may not be more than ${maxDriverName} bytes` });
  if (csi?.driver) for (const problem of isQualifiedName(csi.driver.toLowerCase())) errors.push(invalidValue(`${path}.driver`, csi.driver, problem));
  if (csi?.nodePublishSecretRef !== undefined && !csi.nodePublishSecretRef.name) errors.push(required(`${path}.nodePublishSecretRef.name`));
  return errors;
}

