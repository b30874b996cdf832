import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { defaultMatchResources, paramRefCell } from "../../shared/admission-policies.ts";
import { ageCell } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import { validateMatchResources, validateMutatingOperations, validateParamRef, validatePolicyName } from "../../shared/validate-policies.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { MutatingAdmissionPolicyBinding } from "../../types/admissionregistration/v1.gen.ts";

/** Where a policy holds, and with which parameters. Source: kubernetes pkg/registry/admissionregistration/mutatingadmissionpolicybinding. */
export const strategy: KindStrategy<MutatingAdmissionPolicyBinding> = {
  group: "admissionregistration.k8s.io",
  resource: "mutatingadmissionpolicybindings",
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

/** Source: kubernetes admissionregistration validation validateMutatingAdmissionPolicyBindingSpec. */
function validate({ spec }: MutatingAdmissionPolicyBinding): FieldError[] {
  const { policyName, paramRef, matchResources } = spec ?? {};
  return [
    ...validatePolicyName(policyName, "spec.policyName"),
    ...validateParamRef(paramRef, "spec.paramRef"),
    ...(matchResources === undefined ? [] : validateMatchResources(matchResources, "spec.matchResources")),
    ...validateMutatingOperations(matchResources, "spec.matchResources"),
  ];
}
