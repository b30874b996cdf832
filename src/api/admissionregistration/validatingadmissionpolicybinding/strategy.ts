import { required } from "../../../machinery/errors/field-errors.ts";
import { defaultMatchResources, paramRefCell } from "../../shared/admission-policies.ts";
import { ageCell } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ValidatingAdmissionPolicyBinding } from "../../types/admissionregistration/v1.gen.ts";

/** Where a policy holds, and with which parameters. Source: kubernetes pkg/registry/admissionregistration/validatingadmissionpolicybinding. */
export const strategy: KindStrategy<ValidatingAdmissionPolicyBinding> = {
  group: "admissionregistration.k8s.io",
  resource: "validatingadmissionpolicybindings",
  requiresResourceVersion: true,
  applyDefaults: ({ spec }) => defaultMatchResources(spec?.matchResources),
  prepareForCreate(binding) {
    metadataOf(binding).generation = 1;
  },
  validateCreate: validate,
  prepareForUpdate: countGeneration,
  validateUpdate: validate,
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", spec?.policyName ?? "", paramRefCell(spec?.paramRef), ageCell(metadata.creationTimestamp, now)],
};

function validate({ spec }: ValidatingAdmissionPolicyBinding) {
  const errors = [];
  if (!spec?.policyName) errors.push(required("spec.policyName"));
  if ((spec?.validationActions ?? []).length === 0) errors.push(required("spec.validationActions"));
  return errors;
}
