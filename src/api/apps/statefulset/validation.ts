import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label } from "../../../machinery/validation/names.ts";
import { validateClaimSpec } from "../../core/pod-template/validate-claim-spec.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { validateAvailableAreReady, validateCollisions, validateCounts, validateWithinReplicas } from "../../shared/validate-workload-status.ts";
import { validateSelectedTemplate } from "../../shared/validate-workload.ts";
import type { RollingUpdateStatefulSetStrategy, StatefulSet, StatefulSetSpec } from "../../types/apps/v1.gen.ts";

const updateTypes = ["OnDelete", "RollingUpdate"];
const retentionPolicies = ["Retain", "Delete"];

/** Source: kubernetes pkg/apis/apps/validation ValidateStatefulSetSpec. */
export function validateCreate({ spec }: StatefulSet): FieldError[] {
  return validateSpec(spec, {
    claims: (spec.volumeClaimTemplates ?? []).flatMap((claim, index) => validateClaimSpec(claim.spec ?? {}, `spec.volumeClaimTemplates[${index}].spec`)),
    serviceName: spec.serviceName ? isDns1123Label(spec.serviceName).map((problem) => invalidValue("spec.serviceName", spec.serviceName, problem)) : [],
  });
}

/** What only a new set is told, where it stands among the rest. */
interface NewSetErrors {
  readonly claims: readonly FieldError[];
  readonly serviceName: readonly FieldError[];
}

function validateSpec(spec: StatefulSetSpec, ofNew: NewSetErrors = { claims: [], serviceName: [] }): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.podManagementPolicy) errors.push(required("spec.podManagementPolicy"));
  else if (spec.podManagementPolicy !== "OrderedReady" && spec.podManagementPolicy !== "Parallel") {
    errors.push(invalidValue("spec.podManagementPolicy", spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
  }
  addAll(errors, validateUpdateStrategy(spec));
  for (const field of ["whenDeleted", "whenScaled"] as const) {
    const policy = spec.persistentVolumeClaimRetentionPolicy?.[field];
    if (policy !== undefined && !retentionPolicies.includes(policy)) errors.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, policy, retentionPolicies));
  }
  addAll(errors, ofNew.claims, validateNonNegative(spec.replicas, "spec.replicas"), validateNonNegative(spec.minReadySeconds, "spec.minReadySeconds"), validateNonNegative(spec.ordinals?.start, "spec.ordinals.start"), ofNew.serviceName);
  addAll(errors, validateSelectedTemplate(withClaimVolumes(spec), "statefulset", "StatefulSet"));
  return errors;
}

/** Containers may mount the volumes that the claims will become; they come before the template's own. A pod's host name and subdomain are the controller's. */
function withClaimVolumes(spec: StatefulSetSpec): StatefulSetSpec {
  if (spec.template?.spec === undefined) return spec;
  const { hostname: _, subdomain: __, ...podSpec } = spec.template.spec;
  const claims = spec.volumeClaimTemplates ?? [];
  if (claims.length === 0) return { ...spec, template: { ...spec.template, spec: podSpec } };
  const names = new Set(claims.map((claim) => claim.metadata?.name ?? ""));
  const own = (podSpec.volumes ?? []).filter((volume) => !names.has(volume.name));
  const made = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...spec, template: { ...spec.template, spec: { ...podSpec, volumes: [...made, ...own] } } };
}

function validateUpdateStrategy({ updateStrategy }: StatefulSetSpec): FieldError[] {
  const path = "spec.updateStrategy";
  const { type, rollingUpdate } = updateStrategy ?? {};
  if (!type) return [required(path)];
  if (!updateTypes.includes(type)) return [invalidValue(path, { Type: type, RollingUpdate: inGo(rollingUpdate) }, "must be 'RollingUpdate' or 'OnDelete'")];
  if (type === "OnDelete") {
    return rollingUpdate === undefined ? [] : [invalidValue(`${path}.rollingUpdate`, inGo(rollingUpdate), "only allowed for updateStrategy 'RollingUpdate'")];
  }
  return validateNonNegative(rollingUpdate?.partition, `${path}.rollingUpdate.partition`);
}

/** As upstream's own type, which messages show, has it. There is no maxUnavailable: it is dropped before. */
function inGo(rollingUpdate: RollingUpdateStatefulSetStrategy | undefined): object | null {
  return rollingUpdate === undefined ? null : { Partition: rollingUpdate.partition ?? 0, MaxUnavailable: null };
}

const updatable = ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"] as const;
const updateRule =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

/** A service name and claims that were accepted before there were rules for them stay; neither can change. Source: ValidateStatefulSetUpdate. */
export function validateUpdate(set: StatefulSet, old: StatefulSet): FieldError[] {
  const errors = validateSpec(set.spec);
  const allowed: StatefulSetSpec = { ...set.spec };
  for (const field of updatable) Object.assign(allowed, { [field]: old.spec[field] });
  if (!semanticEqual(allowed, old.spec)) errors.push(forbiddenField("spec", updateRule));
  return errors;
}

/** Source: ValidateStatefulSetStatusUpdate. */
export function validateStatusUpdate({ status = { replicas: 0 } }: StatefulSet, old: StatefulSet): FieldError[] {
  return [
    ...validateCounts(status, ["replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas", "observedGeneration", "collisionCount"]),
    ...validateWithinReplicas(status, ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"]),
    ...validateAvailableAreReady(status, "status.readyReplicas"),
    ...validateCollisions(status, old.status),
  ];
}
