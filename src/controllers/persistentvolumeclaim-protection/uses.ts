import type { PersistentVolumeClaim, Pod } from "../../api/types/core/v1.gen.ts";

/** The names of the claims that a pod may hold: those it names, and those made for its ephemeral volumes. */
export function claimNamesOf({ metadata, spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return [persistentVolumeClaim.claimName];
    return ephemeral === undefined ? [] : [`${metadata.name}-${name}`];
  });
}

/**
 * True while a pod keeps a claim of its namespace from going. A pod without a node does not: no kubelet will start it with
 * a claim that is being deleted. One that has ended does, until it is deleted. An ephemeral volume's claim is the pod's
 * only when the pod is its controller, and not when nothing but the pod's object is left.
 * Source: kubernetes pkg/controller/volume/pvcprotection podUsesPVC.
 */
export function usesClaim(pod: Pod, claim: PersistentVolumeClaim): boolean {
  if (!pod.spec.nodeName) return false;
  const claimName = claim.metadata.name ?? "";
  return (pod.spec.volumes ?? []).some(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim?.claimName === claimName) return true;
    return ephemeral !== undefined && !isShutDown(pod) && `${pod.metadata.name}-${name}` === claimName && isControlledBy(claim, pod);
  });
}

/** The kubelet is done with the pod, or it was deleted by force. */
export function isShutDown({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
}

function isControlledBy({ metadata }: PersistentVolumeClaim, pod: Pod): boolean {
  return metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === pod.metadata.uid) ?? false;
}
