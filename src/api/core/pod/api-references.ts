import type { Pod, PodSpec, Volume } from "../../types/core/v1.gen.ts";

/** Kinds of volumes that a node can mount without asking the API for anything. */
const plainVolumes: readonly (keyof Volume)[] = [
  "awsElasticBlockStore", "azureDisk", "cephfs", "cinder", "downwardAPI", "emptyDir", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "hostPath",
  "image", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
];

/**
 * What of the API a pod refers to, in upstream's words; undefined for a pod that runs without one. Static pods may refer
 * to nothing. Source: kubernetes pkg/api/pod HasAPIObjectReference.
 */
export function apiObjectReference({ spec }: Pod): string | undefined {
  if (spec.serviceAccountName) return "serviceaccounts";
  if (refersToSecret(spec)) return "secrets";
  if (refersToConfigMap(spec)) return "configmaps";
  if ((spec.resourceClaims ?? []).length > 0) return "resourceclaims";
  for (const volume of spec.volumes ?? []) {
    const found = volumeReference(volume);
    if (found !== undefined) return found;
  }
  return undefined;
}

function volumeReference(volume: Volume): string | undefined {
  if (plainVolumes.some((kind) => volume[kind] !== undefined)) return undefined;
  if (volume.configMap !== undefined) return "configmaps (via configmap volumes)";
  if (volume.secret !== undefined) return "secrets (via secret volumes)";
  if (volume.csi !== undefined) return "csidrivers (via CSI volumes)";
  if (volume.glusterfs !== undefined) return "endpoints (via glusterFS volumes)";
  if (volume.persistentVolumeClaim !== undefined) return "persistentvolumeclaims";
  if (volume.ephemeral !== undefined) return "persistentvolumeclaims (via ephemeral volumes)";
  if (volume.azureFile !== undefined) return "secrets (via azureFile volumes)";
  for (const source of volume.projected?.sources ?? []) {
    if (source.configMap !== undefined) return "configmaps (via projected volumes)";
    if (source.secret !== undefined) return "secrets (via projected volumes)";
    if (source.serviceAccountToken !== undefined) return "serviceaccounts (via projected volumes)";
    if (source.clusterTrustBundle !== undefined) return "clustertrustbundles";
    if (source.podCertificate !== undefined) return "podcertificates";
  }
  return undefined;
}

/** True when a secret is named anywhere: for pulls, in the environment, by a volume. Source: VisitPodSecretNames. */
export function refersToSecret(spec: PodSpec): boolean {
  const inEnvironment = containersOf(spec).some(({ env = [], envFrom = [] }) => env.some(({ valueFrom }) => valueFrom?.secretKeyRef?.name) || envFrom.some(({ secretRef }) => secretRef?.name));
  const inVolumes = (spec.volumes ?? []).some((volume) => secretNamesOf(volume).some((name) => name !== undefined && name !== ""));
  return inEnvironment || inVolumes || (spec.imagePullSecrets ?? []).some(({ name }) => name);
}

function secretNamesOf(volume: Volume): (string | undefined)[] {
  const drivers = [volume.cephfs?.secretRef, volume.cinder?.secretRef, volume.flexVolume?.secretRef, volume.rbd?.secretRef, volume.scaleIO?.secretRef, volume.iscsi?.secretRef, volume.storageos?.secretRef, volume.csi?.nodePublishSecretRef];
  const projected = (volume.projected?.sources ?? []).map(({ secret }) => secret?.name);
  return [volume.secret?.secretName, volume.azureFile?.secretName, ...drivers.map((ref) => ref?.name), ...projected];
}

/** True when a config map is named anywhere. Source: VisitPodConfigmapNames. */
export function refersToConfigMap(spec: PodSpec): boolean {
  const inEnvironment = containersOf(spec).some(({ env = [], envFrom = [] }) => env.some(({ valueFrom }) => valueFrom?.configMapKeyRef?.name) || envFrom.some(({ configMapRef }) => configMapRef?.name));
  const inVolumes = (spec.volumes ?? []).some(({ configMap, projected }) => configMap?.name || projected?.sources?.some((source) => source.configMap?.name));
  return inEnvironment || inVolumes;
}

function containersOf(spec: PodSpec) {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
}
