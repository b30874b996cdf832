import type { PersistentVolumeClaimSpec } from "../../types/core/v1.gen.ts";

/** Source: kubernetes pkg/apis/core/v1 SetDefaults_PersistentVolumeClaimSpec. */
export function defaultClaimSpec(spec: PersistentVolumeClaimSpec): void {
  spec.volumeMode ??= "Filesystem";
}
