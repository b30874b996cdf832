import type { PersistentVolume, PersistentVolumeClaim } from "../../../api/types/core/v1.gen.ts";
import type { Resource } from "../../../client/resource.ts";
import type { VolumePlugin } from "../contract.ts";
import { mountClaim } from "./mount-claim.ts";

export const persistentVolumeClaims: Resource<PersistentVolumeClaim> = { group: "", version: "v1", resource: "persistentvolumeclaims", kind: "PersistentVolumeClaim", namespaced: true };
export const persistentVolumes: Resource<PersistentVolume> = { group: "", version: "v1", resource: "persistentvolumes", kind: "PersistentVolume", namespaced: false };

/** Storage that outlives the pod: the volume that a claim is bound to. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~persistent-volume-claim",
  source: "persistentVolumeClaim",
  setUp: (context) => mountClaim(context, context.volume.persistentVolumeClaim?.claimName ?? ""),
};
