import type { VolumePlugin } from "../contract.ts";
import { mountClaim } from "../shared/mount-claim.ts";

/** Storage with a claim of its own that is made and deleted with the pod. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~ephemeral",
  source: "ephemeral",
  setUp: (context) => mountClaim(context, `${context.pod.metadata.name}-${context.volume.name}`),
};
