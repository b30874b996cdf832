import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { backstepProblems } from "../../shared/file-paths.ts";
import { nonNegativeQuantityProblems } from "../../shared/quantities.ts";
import type { HostPathVolumeSource, Volume } from "../../types/core/v1.gen.ts";
import { validateClaimTemplate } from "./validate-claim-spec.ts";
import { validateDownwardFiles, validateKeyFiles, validateMode, validateProjected } from "./validate-projections.ts";
import { driverTypes, requireFields, validateDriver, type DriverType } from "./validate-volume-drivers.ts";

export type VolumeSourceType = Exclude<keyof Volume, "name">;

/** The pod whose volumes they are. Templates have none: what depends on its name is left to the pods. */
export interface OfPod {
  readonly name: string;
}

/** Types of host path that can be asked for; the empty one asks for nothing. */
const hostPathTypes = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];
const pullPolicies = ["Always", "IfNotPresent", "Never"];
const drivers: ReadonlySet<string> = new Set(driverTypes);

/** One source of a volume. Source: kubernetes validation validateVolumeSource. */
export function validateVolumeSource(volume: Volume, source: VolumeSourceType, path: string, pod?: OfPod): FieldError[] {
  if (drivers.has(source)) return validateDriver(volume, source as DriverType, path);
  switch (source) {
    case "emptyDir":
      return validateEmptyDir(volume, path);
    case "hostPath":
      return validateHostPath(volume.hostPath, path);
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
    case "csi":
      return validateCsi(volume, path);
    case "image":
      return validateImage(volume, path, pod);
    default:
      return [];
  }
}

/** A template may leave the image to whoever makes pods of it. Source: kubernetes validation validateImageVolumeSource. */
function validateImage({ image }: Volume, path: string, pod: OfPod | undefined): FieldError[] {
  const errors = pod === undefined ? [] : requireFields(image, ["reference"], path);
  const policy = image?.pullPolicy;
  if (!policy) errors.push(required(`${path}.pullPolicy`));
  else if (!pullPolicies.includes(policy)) errors.push(notSupported(`${path}.pullPolicy`, policy, pullPolicies));
  return errors;
}

function validateEmptyDir({ emptyDir }: Volume, path: string): FieldError[] {
  const limit = emptyDir?.sizeLimit;
  if (limit === undefined) return [];
  return nonNegativeQuantityProblems(limit).map(() => forbiddenField(`${path}.sizeLimit`, "SizeLimit field must be a valid resource quantity"));
}

/** Also for PersistentVolumes. Source: kubernetes validation validateHostPathVolumeSource. */
export function validateHostPath(hostPath: HostPathVolumeSource | undefined, path: string): FieldError[] {
  if (!hostPath?.path) return [required(`${path}.path`)];
  const errors = backstepProblems(hostPath.path).map((problem) => invalidValue(`${path}.path`, hostPath.path, problem));
  if (hostPath.type !== undefined && !hostPathTypes.includes(hostPath.type)) errors.push(notSupported(`${path}.type`, hostPath.type, hostPathTypes));
  return errors;
}

function validateKeyVolume(volume: Volume, source: "configMap" | "secret", path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (source === "configMap" && !volume.configMap?.name) errors.push(required(`${path}.name`));
  if (source === "secret" && !volume.secret?.secretName) errors.push(required(`${path}.secretName`));
  addAll(errors, validateMode(volume[source]?.defaultMode, `${path}.defaultMode`), validateKeyFiles(volume[source]?.items ?? [], `${path}.items`));
  return errors;
}

function validateEphemeral({ ephemeral }: Volume, path: string): FieldError[] {
  const template = ephemeral?.volumeClaimTemplate;
  return template === undefined ? [required(`${path}.volumeClaimTemplate`)] : validateClaimTemplate(template, `${path}.volumeClaimTemplate`);
}

/** Longest name that a CSI driver may have. */
const maxDriverName = 63;

/** Source: kubernetes validation ValidateCSIDriverName. */
export function validateCsiDriverName(driver: string, path: string): FieldError[] {
  if (driver === "") return [required(path)];
  const errors: FieldError[] = [];
  if (driver.length > maxDriverName) errors.push(tooLong(path, maxDriverName));
  for (const problem of isDns1123Subdomain(driver.toLowerCase())) errors.push(invalidValue(path, driver, problem));
  return errors;
}

function validateCsi({ csi }: Volume, path: string): FieldError[] {
  const errors = validateCsiDriverName(csi?.driver ?? "", `${path}.driver`);
  const secret = csi?.nodePublishSecretRef;
  if (secret === undefined) return errors;
  if (!secret.name) errors.push(required(`${path}.nodePublishSecretRef.name`));
  else for (const problem of isDns1123Subdomain(secret.name)) errors.push(invalidValue(`${path}.name`, secret.name, problem));
  return errors;
}
