import { defaultClaimSpec } from "../../core/pod-template/default-claim-spec.ts";
import { defaultPodTemplate } from "../../core/pod-template/defaults.ts";
import type { StatefulSet, StatefulSetSpec } from "../../types/apps/v1.gen.ts";

/** Source: kubernetes pkg/apis/apps/v1 SetDefaults_StatefulSet. */
export function applyDefaults(set: StatefulSet): void {
  set.spec ??= {} as StatefulSetSpec;
  const { spec } = set;
  defaultPodTemplate(spec.template);
  spec.podManagementPolicy ||= "OrderedReady";
  spec.updateStrategy ??= {};
  if (!spec.updateStrategy.type) {
    spec.updateStrategy.type = "RollingUpdate";
    spec.updateStrategy.rollingUpdate ??= {};
  }
  // Who names the type and says no more has no partition written out.
  const { type, rollingUpdate } = spec.updateStrategy;
  if (type === "RollingUpdate" && rollingUpdate !== undefined) rollingUpdate.partition ??= 0;
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= "Retain";
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= "Retain";
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion = "v1";
    claim.kind = "PersistentVolumeClaim";
    if (claim.spec !== undefined) defaultClaimSpec(claim.spec);
    claim.status = { ...claim.status, phase: claim.status?.phase ?? "Pending" };
  }
}
