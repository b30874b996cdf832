import { required } from "../../../machinery/errors/field-errors.ts";
import { defaultMatchResources, paramKindCell } from "../../shared/admission-policies.ts";
import { ageCell } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { MutatingAdmissionPolicy } from "../../types/admissionregistration/v1.gen.ts";

/** MutatingAdmissionPolicys; their expressions are checked where they are compiled. Source: kubernetes pkg/registry/admissionregistration/mutatingadmissionpolicy. */
export const strategy: KindStrategy<MutatingAdmissionPolicy> = {
  group: "admissionregistration.k8s.io",
  resource: "mutatingadmissionpolicies",
  requiresResourceVersion: true,
  applyDefaults({ spec }) {
    if (spec === undefined) return;
    spec.failurePolicy ??= "Fail";
    spec.reinvocationPolicy ??= "Never";
    defaultMatchResources(spec.matchConstraints);
  },
  prepareForCreate(policy) {
    metadataOf(policy).generation = 1;
  },
  validateCreate: validate,
  prepareForUpdate: countGeneration,
  validateUpdate: validate,
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", (spec?.mutations ?? []).length, paramKindCell(spec?.paramKind), ageCell(metadata.creationTimestamp, now)],
};

function validate({ spec }: MutatingAdmissionPolicy) {
  const errors = [];
  if ((spec?.matchConstraints?.resourceRules ?? []).length === 0) errors.push(required("spec.matchConstraints", ""));
  if ((spec?.mutations ?? []).length === 0) errors.push(required("spec.mutations", "must specify at least one of the mutations"));
  return errors;
}
