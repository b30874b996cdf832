import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { inclusiveRangeError, isDns1123Label } from "../../../machinery/validation/names.ts";
import { descendingPathProblems } from "../../shared/file-paths.ts";
import type { AzureDiskVolumeSource, FCVolumeSource, FlockerVolumeSource, ISCSIVolumeSource, QuobyteVolumeSource, StorageOSVolumeSource, Volume } from "../../types/core/v1.gen.ts";

/** Drivers of networks and clouds, of pods and of persistent volumes alike. */
export const driverTypes = [
  "gitRepo",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "nfs",
  "iscsi",
  "glusterfs",
  "flocker",
  "rbd",
  "cinder",
  "cephfs",
  "quobyte",
  "fc",
  "flexVolume",
  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "storageos",
  "scaleIO",
] as const;

export type DriverType = (typeof driverTypes)[number];

/** What a driver cannot be without, in the order in which upstream asks for it. */
const neededFields: Partial<Record<DriverType, readonly string[]>> = {
  gitRepo: ["repository"],
  gcePersistentDisk: ["pdName"],
  awsElasticBlockStore: ["volumeID"],
  nfs: ["server", "path"],
  glusterfs: ["endpoints", "path"],
  rbd: ["monitors", "image"],
  cinder: ["volumeID"],
  cephfs: ["monitors"],
  flexVolume: ["driver"],
  azureFile: ["secretName", "shareName"],
  azureDisk: ["diskName", "diskURI"],
  vsphereVolume: ["volumePath"],
  photonPersistentDisk: ["pdID"],
  portworxVolume: ["volumeID"],
  scaleIO: ["gateway", "system", "volumeName"],
};

/** Source: kubernetes validation validateNFSVolumeSource and its siblings. */
export function validateDriver(volume: Pick<Volume, DriverType>, type: DriverType, path: string): FieldError[] {
  const errors = requireFields(volume[type], neededFields[type] ?? [], path);
  switch (type) {
    case "gitRepo":
      for (const problem of descendingPathProblems(volume.gitRepo?.directory ?? "")) errors.push(invalidValue(`${path}.directory`, volume.gitRepo?.directory, problem));
      break;
    case "gcePersistentDisk":
    case "awsElasticBlockStore":
      addAll(errors, validatePartition(volume[type]?.partition, path));
      break;
    case "nfs":
      if (!volume.nfs?.path?.startsWith("/")) errors.push(invalidValue(`${path}.path`, volume.nfs?.path ?? "", "must be an absolute path"));
      break;
    case "iscsi":
      if (volume.iscsi !== undefined) addAll(errors, validateIscsi(volume.iscsi, path));
      break;
    case "flocker":
      if (volume.flocker !== undefined) addAll(errors, validateFlocker(volume.flocker, path));
      break;
    case "cinder":
      if (volume.cinder?.secretRef !== undefined && !volume.cinder.secretRef.name) errors.push(required(`${path}.secretRef.name`));
      break;
    case "quobyte":
      if (volume.quobyte !== undefined) addAll(errors, validateQuobyte(volume.quobyte, path));
      break;
    case "fc":
      if (volume.fc !== undefined) addAll(errors, validateFibreChannel(volume.fc, path));
      break;
    case "flexVolume":
      for (const key in volume.flexVolume?.options) if (isReserved(key)) errors.push(invalidValue(`${path}.options[${key}]`, key, "kubernetes.io and k8s.io namespaces are reserved"));
      break;
    case "azureDisk":
      if (volume.azureDisk !== undefined) addAll(errors, validateAzureDisk(volume.azureDisk, path));
      break;
    case "storageos":
      if (volume.storageos !== undefined) addAll(errors, validateStorageOs(volume.storageos, path));
  }
  return errors;
}

export function requireFields(source: object | undefined, fields: readonly string[], path: string): FieldError[] {
  return fields.filter((field) => isMissing((source as Record<string, unknown> | undefined)?.[field])).map((field) => required(`${path}.${field}`));
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** 0 stands for the whole disk, although the message does not say so. */
function validatePartition(partition: number | undefined, path: string): FieldError[] {
  return partition === undefined || (partition >= 0 && partition <= 255) ? [] : [invalidValue(`${path}.partition`, partition, inclusiveRangeError(1, 255))];
}

/** Longest volume name and portal together where the initiator has a name of its own. */
const maxIscsiNames = 64;
export const iscsiNamesTooLong = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";

export function iscsiNamesFit({ initiatorName, targetPortal }: { readonly initiatorName?: string | undefined; readonly targetPortal?: string }, volumeName: string): boolean {
  return initiatorName === undefined || `${volumeName}:${targetPortal ?? ""}`.length <= maxIscsiNames;
}

const iscsiNameForms: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([0-9A-Za-z\-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[0-9A-Za-z]{16}$/,
  naa: /^naa.[0-9A-Za-z]{32}$/,
};

/** `inPod`: pods are told how a name may start, persistent volumes are not. */
function iscsiNameProblems(name: string, inPod: boolean): string[] {
  const form = iscsiNameForms[name.slice(0, 3)];
  if (form === undefined) return [inPod ? "must be valid format starting with iqn, eui, or naa" : "must be valid format"];
  return form.test(name) ? [] : ["must be valid format"];
}

/** `volumeName` is that of the persistent volume whose source it is; pods' volumes have none here. */
export function validateIscsi({ targetPortal, iqn, lun = 0, chapAuthDiscovery, chapAuthSession, secretRef, initiatorName }: ISCSIVolumeSource, path: string, volumeName?: string): FieldError[] {
  const errors = requireFields({ targetPortal }, ["targetPortal"], path);
  if (volumeName !== undefined && !iscsiNamesFit({ initiatorName, targetPortal }, volumeName)) errors.push(invalidValue(`${path}.targetportal`, targetPortal, iscsiNamesTooLong));
  addAll(errors, requireFields({ iqn }, ["iqn"], path));
  const inPod = volumeName === undefined;
  if (iqn) for (const problem of iscsiNameProblems(iqn, inPod)) errors.push(invalidValue(`${path}.iqn`, iqn, problem));
  if (lun < 0 || lun > 255) errors.push(invalidValue(`${path}.lun`, lun, inclusiveRangeError(0, 255)));
  if ((chapAuthDiscovery === true || chapAuthSession === true) && secretRef === undefined) errors.push(required(`${path}.secretRef`));
  if (!inPod && secretRef !== undefined && !secretRef.name) errors.push(required(`${path}.secretRef.name`));
  if (initiatorName !== undefined) for (const problem of iscsiNameProblems(initiatorName, inPod)) errors.push(invalidValue(`${path}.initiatorname`, initiatorName, problem));
  return errors;
}

function validateFlocker({ datasetName = "", datasetUUID = "" }: FlockerVolumeSource, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (datasetName === "" && datasetUUID === "") errors.push(required(path, "one of datasetName and datasetUUID is required"));
  if (datasetName !== "" && datasetUUID !== "") errors.push(invalidValue(path, "resource", "datasetName and datasetUUID can not be specified simultaneously"));
  if (datasetName.includes("/")) errors.push(invalidValue(`${path}.datasetName`, datasetName, "must not contain '/'"));
  return errors;
}

const quobyteRegistry = "must be a host:port pair or multiple pairs separated by commas";

function validateQuobyte({ registry, tenant = "", volume }: QuobyteVolumeSource, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!registry) errors.push(required(`${path}.registry`, quobyteRegistry));
  else if (tenant.length >= 65) errors.push(required(`${path}.tenant`, "must be a UUID and may not exceed a length of 64 characters"));
  else for (const pair of registry.split(",")) if (!isHostAndPort(pair)) errors.push(invalidValue(`${path}.registry`, registry, quobyteRegistry));
  if (!volume) errors.push(required(`${path}.volume`));
  return errors;
}

/** Source: Go net.SplitHostPort. */
function isHostAndPort(text: string): boolean {
  return /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(text);
}

function validateFibreChannel({ targetWWNs = [], wwids = [], lun }: FCVolumeSource, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (targetWWNs.length === 0 && wwids.length === 0) errors.push(required(`${path}.targetWWNs`, "must specify either targetWWNs or wwids, but not both"));
  if (targetWWNs.length > 0 && wwids.length > 0) errors.push(invalidValue(`${path}.targetWWNs`, targetWWNs, "targetWWNs and wwids can not be specified simultaneously"));
  if (targetWWNs.length === 0) return errors;
  if (lun === undefined) errors.push(required(`${path}.lun`, "lun is required if targetWWNs is specified"));
  else if (lun < 0 || lun > 255) errors.push(invalidValue(`${path}.lun`, lun, inclusiveRangeError(0, 255)));
  return errors;
}

function isReserved(option: string): boolean {
  const namespace = `.${(option.split("/", 2)[0] as string).toLowerCase()}`;
  return namespace.endsWith(".kubernetes.io") || namespace.endsWith(".k8s.io");
}

const cachingModes = ["None", "ReadOnly", "ReadWrite"];
const diskKinds = ["Dedicated", "Managed", "Shared"];
const managedDisks = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
const blobDisks = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";

function validateAzureDisk({ cachingMode, kind, diskURI = "" }: AzureDiskVolumeSource, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (cachingMode !== undefined && !cachingModes.includes(cachingMode)) errors.push(notSupported(`${path}.cachingMode`, cachingMode, cachingModes));
  if (kind === undefined) return errors;
  if (!diskKinds.includes(kind)) errors.push(notSupported(`${path}.kind`, kind, diskKinds));
  const [start, form] = kind === "Managed" ? ["/subscriptions/", managedDisks] : ["https://", blobDisks];
  if (!diskURI.startsWith(start)) errors.push(notSupported(`${path}.diskURI`, diskURI, [form]));
  return errors;
}

function validateStorageOs({ volumeName, volumeNamespace, secretRef }: StorageOSVolumeSource, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!volumeName) errors.push(required(`${path}.volumeName`));
  else for (const problem of isDns1123Label(volumeName)) errors.push(invalidValue(`${path}.volumeName`, volumeName, problem));
  if (volumeNamespace) for (const problem of isDns1123Label(volumeNamespace)) errors.push(invalidValue(`${path}.volumeNamespace`, volumeNamespace, problem));
  if (secretRef !== undefined && !secretRef.name) errors.push(required(`${path}.secretRef.name`));
  return errors;
}
