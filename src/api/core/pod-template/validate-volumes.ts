import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { Volume } from "../../types/core/v1.gen.ts";
import { iscsiNamesFit, iscsiNamesTooLong } from "./validate-volume-drivers.ts";
import { validateVolumeSource, type OfPod, type VolumeSourceType } from "./validate-volume-sources.ts";

/** In the order in which upstream looks at them: the first found is the volume's, each further one is refused. */
const sourceOrder: readonly VolumeSourceType[] = [
  "emptyDir",
  "hostPath",
  "gitRepo",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "secret",
  "nfs",
  "iscsi",
  "glusterfs",
  "flocker",
  "persistentVolumeClaim",
  "rbd",
  "cinder",
  "cephfs",
  "quobyte",
  "downwardAPI",
  "fc",
  "flexVolume",
  "configMap",
  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "storageos",
  "projected",
  "scaleIO",
  "csi",
  "ephemeral",
  "image",
];

/** What upstream calls a source where it is one too many, and where its own fields are wrong. */
export const refusedAs: Partial<Record<string, string>> = { cephfs: "cephFS", downwardAPI: "downwarAPI" };
export const validatedAs: Partial<Record<string, string>> = { gcePersistentDisk: "persistentDisk" };

/** Volumes with something wrong with them are not there for the containers' mounts. Source: kubernetes validation ValidateVolumes. */
export function validateVolumes(volumes: readonly Volume[], path: string, pod?: OfPod): { readonly errors: FieldError[]; readonly sound: readonly Volume[] } {
  const errors: FieldError[] = [];
  const sound: Volume[] = [];
  const names = new Set<string>();
  const madeClaims = new Set(pod?.name ? volumes.filter(({ ephemeral }) => ephemeral !== undefined).map(({ name }) => `${pod.name}-${name}`) : []);
  for (const [index, volume] of volumes.entries()) {
    const at = `${path}[${index}]`;
    const own = validateVolume(volume, at, names, pod);
    addAll(errors, own);
    if (own.length === 0) {
      names.add(volume.name);
      sound.push(volume);
    }
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && madeClaims.has(claim)) {
      errors.push(invalidValue(`${at}.persistentVolumeClaim.claimName`, claim, "must not reference a PVC that gets created for an ephemeral volume"));
    }
  }
  return { errors, sound };
}

function validateVolume(volume: Volume, path: string, names: ReadonlySet<string>, pod: OfPod | undefined): FieldError[] {
  const errors = validateSources(volume, path, pod);
  if (!volume.name) errors.push(required(`${path}.name`));
  else for (const problem of isDns1123Label(volume.name)) errors.push(invalidValue(`${path}.name`, volume.name, problem));
  if (names.has(volume.name)) errors.push(duplicateValue(`${path}.name`, volume.name));
  return errors;
}

/** Exactly one source. */
function validateSources(volume: Volume, path: string, pod: OfPod | undefined): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const source of sourceOrder) {
    if (volume[source] === undefined) continue;
    if (found) errors.push(forbiddenField(`${path}.${refusedAs[source] ?? source}`, "may not specify more than 1 volume type"));
    else {
      addAll(errors, validateVolumeSource(volume, source, `${path}.${validatedAs[source] ?? source}`, pod));
      if (source === "ephemeral") addAll(errors, validateClaimName(volume.name, path, pod));
    }
    if (source === "iscsi" && volume.iscsi !== undefined && !iscsiNamesFit(volume.iscsi, volume.name)) errors.push(invalidValue(`${path}.name`, volume.name, iscsiNamesTooLong));
    found = true;
  }
  if (!found) errors.push(required(path, "must specify a volume type"));
  return errors;
}

/** The claim that is made for the pod is named after the pod and the volume. */
function validateClaimName(volume: string, path: string, pod: OfPod | undefined): FieldError[] {
  if (!pod?.name || !volume) return [];
  const claim = `${pod.name}-${volume}`;
  return isDns1123Subdomain(claim).map((problem) => invalidValue(`${path}.name`, volume, `PVC name ${JSON.stringify(claim)}: ${problem}`));
}
