import type { PersistentVolume, PersistentVolumeClaim } from "../../../api/types/core/v1.gen.ts";
import type { Resource } from "../../../client/resource.ts";
import type { VolumeContext } from "../contract.ts";
import { checkHostPath } from "./check-host-path.ts";
import { own } from "./ownership.ts";

const persistentVolumeClaims: Resource<PersistentVolumeClaim> = { group: "", version: "v1", resource: "persistentvolumeclaims", kind: "PersistentVolumeClaim", namespaced: true };
const persistentVolumes: Resource<PersistentVolume> = { group: "", version: "v1", resource: "persistentvolumes", kind: "PersistentVolume", namespaced: false };

/** Finds the volume behind a claim and where it lies on this node. */
export async function mountClaim(context: VolumeContext, claimName: string): Promise<string> {
  const namespace = context.pod.metadata.namespace ?? "";
  const claim = await context.readOnce({ resource: persistentVolumeClaims, namespace, name: claimName });
  if (claim === undefined) throw new Error(`persistentvolumeclaim "${claimName}" not found`);
  const volumeName = claim.spec?.volumeName;
  if (claim.status?.phase !== "Bound" || volumeName === undefined || volumeName === "") {
    throw new Error(`error processing PVC ${namespace}/${claimName}: PVC is not bound`);
  }
  const volume = await context.readOnce({ resource: persistentVolumes, namespace: "", name: volumeName });
  if (volume === undefined) throw new Error(`failed to fetch PV "${volumeName}" from API server: persistentvolumes "${volumeName}" not found`);
  if (claim.metadata.uid !== volume.spec?.claimRef?.uid) throw new Error(`PVC ${namespace}/${claimName} and PV ${volumeName} are not bound to each other`);
  const path = locate(context, volume);
  // A path of the node is nobody's volume: what belongs to whom there is not for a pod to change.
  if (volume.spec.hostPath === undefined) own(context.files, path, context.pod.spec.securityContext);
  return path;
}

function locate({ files }: VolumeContext, volume: PersistentVolume): string {
  const { hostPath, local } = volume.spec ?? {};
  if (volume.spec?.volumeMode === "Block") throw new Error(`cannot mount PV "${volume.metadata.name}": this kubelet does not support volumeMode Block`);
  if (hostPath !== undefined) {
    checkHostPath(files, hostPath);
    return hostPath.path;
  }
  if (local !== undefined) {
    if (files.stat(local.path) === undefined) throw new Error(`path "${local.path}" does not exist`);
    return local.path;
  }
  const kinds = Object.keys(volume.spec ?? {}).filter((key) => !["accessModes", "capacity", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "volumeMode", "nodeAffinity", "mountOptions"].includes(key));
  throw new Error(`cannot mount PV "${volume.metadata.name}" of type ${kinds.join(", ") || "unknown"}: this kubelet supports hostPath and local persistent volumes`);
}
