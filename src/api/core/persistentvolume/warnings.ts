import { nodeTermWarnings } from "../../shared/deprecated-node-labels.ts";
import type { PersistentVolume, PersistentVolumeSpec } from "../../types/core/v1.gen.ts";
import { addAll } from "../../../machinery/errors/field-errors.ts";

const classAnnotation = "volume.beta.kubernetes.io/storage-class";

/** Drivers that have left the tree, and what upstream calls them. */
const driverNotes: readonly (readonly [source: keyof PersistentVolumeSpec, name: string, note: string])[] = [
  ["cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  ["photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  ["scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  ["storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  ["rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"],
];

/** Source: kubernetes pkg/api/persistentvolume GetWarningsForPersistentVolume. */
export function warnings({ metadata, spec = {} }: PersistentVolume): string[] {
  const given: string[] = [];
  if (metadata.annotations?.[classAnnotation] !== undefined) given.push(`metadata.annotations[${classAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`);
  if (spec.persistentVolumeReclaimPolicy === "Recycle") {
    given.push("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
  }
  for (const [index, term] of (spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).entries()) addAll(given, nodeTermWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${index}]`));
  for (const [source, name, note] of driverNotes) if (spec[source] !== undefined) given.push(`spec.${name}: ${note}`);
  return given;
}
