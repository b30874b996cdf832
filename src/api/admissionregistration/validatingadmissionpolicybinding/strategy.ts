import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { defaultMatchResources, paramRefCell } from "../../shared/admission-policies.ts";
import { ageCell } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import { validateActions, validateMatchResources, validateParamRef, validatePolicyName } from "../../shared/validate-policies.ts";
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

/** Source: kubernetes admissionregistration validation validateValidatingAdmissionPolicyBindingSpec. */
function validate({ spec }: ValidatingAdmissionPolicyBinding): FieldError[] {
  const { policyName, paramRef, matchResources, validationActions = [] } = spec ?? {};
  return [
    ...validatePolicyName(policyName, "spec.policyName"),
    ...validateParamRef(paramRef, "spec.paramRef"),
    ...(matchResources === undefined ? [] : validateMatchResources(matchResources, "spec.matchResources")),
    ...validateActions(validationActions, "spec.validationActions"),
  ];
}
