import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label } from "../../../machinery/validation/names.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { validateSelectedTemplate } from "../../shared/validate-workload.ts";
import type { StatefulSet, StatefulSetSpec } from "../../types/apps/v1.gen.ts";

const updateTypes = ["OnDelete", "RollingUpdate"];
const retentionPolicies = ["Retain", "Delete"];

/** Source: kubernetes pkg/apis/apps/validation ValidateStatefulSetSpec. */
export function validateCreate({ spec }: StatefulSet): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.podManagementPolicy) errors.push(required("spec.podManagementPolicy"));
  else if (spec.podManagementPolicy !== "OrderedReady" && spec.podManagementPolicy !== "Parallel") {
    errors.push(invalidValue("spec.podManagementPolicy", spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
  }
  errors.push(...validateUpdateStrategy(spec));
  for (const field of ["whenDeleted", "whenScaled"] as const) {
    const policy = spec.persistentVolumeClaimRetentionPolicy?.[field];
    if (policy !== undefined && !retentionPolicies.includes(policy)) errors.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, policy, retentionPolicies));
  }
  errors.push(
    ...validateNonNegative(spec.replicas, "spec.replicas"),
    ...validateNonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...validateNonNegative(spec.ordinals?.start, "spec.ordinals.start"),
  );
  if (spec.serviceName) for (const problem of isDns1123Label(spec.serviceName)) errors.push(invalidValue("spec.serviceName", spec.serviceName, problem));
  errors.push(...validateSelectedTemplate(withClaimVolumes(spec), "statefulset", "StatefulSet"));
  return errors;
}

/** Containers may mount the volumes that the claims will become. */
function withClaimVolumes(spec: StatefulSetSpec): StatefulSetSpec {
  const claims = spec.volumeClaimTemplates ?? [];
  if (claims.length === 0 || spec.template?.spec === undefined) return spec;
  const names = new Set(claims.map((claim) => claim.metadata?.name));
  const own = (spec.template.spec.volumes ?? []).filter((volume) => !names.has(volume.name));
  const made = claims.map((claim) => ({ name: claim.metadata?.name ?? "", persistentVolumeClaim: { claimName: claim.metadata?.name ?? "" } }));
  return { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, volumes: [...own, ...made] } } };
}

function validateUpdateStrategy({ updateStrategy }: StatefulSetSpec): FieldError[] {
  const path = "spec.updateStrategy";
  const { type, rollingUpdate } = updateStrategy ?? {};
  if (!type) return [required(path)];
  if (!updateTypes.includes(type)) return [invalidValue(path, updateStrategy, "must be 'RollingUpdate' or 'OnDelete'")];
  if (type === "OnDelete") {
    return rollingUpdate === undefined ? [] : [invalidValue(`${path}.rollingUpdate`, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  return validateNonNegative(rollingUpdate?.partition, `${path}.rollingUpdate.partition`);
}

const updatable = ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"] as const;
const updateRule =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

/** Source: ValidateStatefulSetUpdate. */
export function validateUpdate(set: StatefulSet, old: StatefulSet): FieldError[] {
  const errors = validateCreate(set);
  const allowed: StatefulSetSpec = { ...set.spec };
  for (const field of updatable) Object.assign(allowed, { [field]: old.spec[field] });
  if (!semanticEqual(allowed, old.spec)) errors.push(forbiddenField("spec", updateRule));
  return errors;
}
