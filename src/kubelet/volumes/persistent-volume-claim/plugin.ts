import type { VolumePlugin } from "../contract.ts";
import { mountClaim } from "../shared/mount-claim.ts";

/** Storage that outlives the pod: the volume that a claim is bound to. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~persistent-volume-claim",
  source: "persistentVolumeClaim",
  setUp: (context) => mountClaim(context, context.volume.persistentVolumeClaim?.claimName ?? ""),
};
