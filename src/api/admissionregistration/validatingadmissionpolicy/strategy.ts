import { required } from "../../../machinery/errors/field-errors.ts";
import { defaultMatchResources, paramKindCell } from "../../shared/admission-policies.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ValidatingAdmissionPolicy } from "../../types/admissionregistration/v1.gen.ts";

/** ValidatingAdmissionPolicys; their expressions are checked where they are compiled. Source: kubernetes pkg/registry/admissionregistration/validatingadmissionpolicy. */
export const strategy: KindStrategy<ValidatingAdmissionPolicy> = {
  group: "admissionregistration.k8s.io",
  resource: "validatingadmissionpolicies",
  requiresResourceVersion: true,
  applyDefaults({ spec }) {
    if (spec === undefined) return;
    spec.failurePolicy ??= "Fail";
    defaultMatchResources(spec.matchConstraints);
  },
  prepareForCreate: startGenerationWithoutStatus,
  validateCreate: validate,
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: validate,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", (spec?.validations ?? []).length, paramKindCell(spec?.paramKind), ageCell(metadata.creationTimestamp, now)],
};

function validate({ spec }: ValidatingAdmissionPolicy) {
  const errors = [];
  if ((spec?.matchConstraints?.resourceRules ?? []).length === 0) errors.push(required("spec.matchConstraints", ""));
  if ((spec?.validations ?? []).length === 0) errors.push(required("spec.validations", "must specify at least one of the validations"));
  return errors;
}
