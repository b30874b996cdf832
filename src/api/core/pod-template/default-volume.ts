import type { Volume } from "../../types/core/v1.gen.ts";
import { defaultClaimSpec } from "./default-claim-spec.ts";

/** rw-r--r--: the mode of projected files unless the volume says otherwise. */
const defaultFileMode = 0o644;

/** Lifetime of a projected service account token unless the volume says otherwise. */
const tokenExpirationSeconds = 60 * 60;

/** A volume without a source is an emptyDir. Source: kubernetes pkg/apis/core/v1 SetDefaults_Volume and the sources' own defaults. */
export function defaultVolume(volume: Volume): void {
  if (!hasSource(volume)) volume.emptyDir = {};
  if (volume.secret !== undefined) volume.secret.defaultMode ??= defaultFileMode;
  if (volume.configMap !== undefined) volume.configMap.defaultMode ??= defaultFileMode;
  if (volume.hostPath !== undefined) volume.hostPath.type ??= "";
  if (volume.downwardAPI !== undefined) {
    volume.downwardAPI.defaultMode ??= defaultFileMode;
    defaultFieldRefs(volume.downwardAPI.items);
  }
  if (volume.projected !== undefined) {
    volume.projected.defaultMode ??= defaultFileMode;
    for (const source of volume.projected.sources ?? []) {
      defaultFieldRefs(source.downwardAPI?.items);
      if (source.serviceAccountToken !== undefined) source.serviceAccountToken.expirationSeconds ??= tokenExpirationSeconds;
    }
  }
  if (volume.iscsi !== undefined) volume.iscsi.iscsiInterface ??= "default";
  if (volume.rbd !== undefined) {
    volume.rbd.pool ??= "rbd";
    volume.rbd.user ??= "admin";
    volume.rbd.keyring ??= "/etc/ceph/keyring";
  }
  if (volume.azureDisk !== undefined) {
    volume.azureDisk.cachingMode ??= "ReadWrite";
    volume.azureDisk.kind ??= "Shared";
    volume.azureDisk.fsType ??= "ext4";
    volume.azureDisk.readOnly ??= false;
  }
  if (volume.scaleIO !== undefined) {
    volume.scaleIO.storageMode ??= "ThinProvisioned";
    volume.scaleIO.fsType ??= "xfs";
  }
  if (volume.ephemeral?.volumeClaimTemplate?.spec !== undefined) defaultClaimSpec(volume.ephemeral.volumeClaimTemplate.spec);
  if (volume.image !== undefined) volume.image.pullPolicy ??= isUntagged(volume.image.reference) ? "Always" : "IfNotPresent";
}

function hasSource(volume: Volume): boolean {
  for (const key in volume) {
    if (key !== "name" && volume[key as keyof Volume] !== undefined) return true;
  }
  return false;
}

function defaultFieldRefs(items: readonly { fieldRef?: { apiVersion?: string } }[] | undefined): void {
  for (const item of items ?? []) {
    if (item.fieldRef !== undefined) item.fieldRef.apiVersion ??= "v1";
  }
}

function isUntagged(reference: string | undefined): boolean {
  if (reference === undefined) return false;
  const name = reference.slice(reference.lastIndexOf("/") + 1);
  return name.endsWith(":latest") || !(name.includes(":") || name.includes("@"));
}
