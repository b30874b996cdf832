import { AdmissionExpressions } from "../../../machinery/cel/kubernetes/admission-expressions.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { defaultMatchResources, paramKindCell } from "../../shared/admission-policies.ts";
import { ageCell } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import { validateMatchConditions } from "../../shared/admission-rules.ts";
import { keepsConditions, validateConstraints, validateFailurePolicy, validateMutatingOperations, validateMutations, validateParamKind, validateReinvocation, validateVariables } from "../../shared/validate-policies.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { MutatingAdmissionPolicy } from "../../types/admissionregistration/v1.gen.ts";

/** MutatingAdmissionPolicys. Source: kubernetes pkg/registry/admissionregistration/mutatingadmissionpolicy. */
export const strategy: KindStrategy<MutatingAdmissionPolicy> = {
  group: "admissionregistration.k8s.io",
  resource: "mutatingadmissionpolicies",
  requiresResourceVersion: true,
  applyDefaults({ spec }) {
    if (spec === undefined) return;
    spec.failurePolicy ??= "Fail";
    defaultMatchResources(spec.matchConstraints);
  },
  prepareForCreate(policy) {
    metadataOf(policy).generation = 1;
  },
  validateCreate: (policy) => validate(policy),
  prepareForUpdate: countGeneration,
  validateUpdate: validate,
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", (spec?.mutations ?? []).length, paramKindCell(spec?.paramKind), ageCell(metadata.creationTimestamp, now)],
};

/** Source: kubernetes admissionregistration validation validateMutatingAdmissionPolicySpec. */
function validate({ spec }: MutatingAdmissionPolicy, old?: MutatingAdmissionPolicy): FieldError[] {
  const { failurePolicy, paramKind, matchConstraints, matchConditions = [], variables = [], mutations = [], reinvocationPolicy } = spec ?? {};
  const policy = { expressions: new AdmissionExpressions({ hasPolicyVariables: true }), hasParams: paramKind !== undefined };
  return [
    ...validateFailurePolicy(failurePolicy, "spec.failurePolicy"),
    ...(paramKind === undefined ? [] : validateParamKind(paramKind, "spec.paramKind")),
    ...validateConstraints(matchConstraints, "spec.matchConstraints"),
    ...validateMutatingOperations(matchConstraints, "spec.matchConstraints"),
    ...(keepsConditions(spec, old?.spec) ? [] : validateMatchConditions(matchConditions, "spec.matchConditions", policy)),
    ...validateVariables(variables, "spec.variables", policy),
    ...validateMutations(mutations, "spec.mutations", policy),
    ...validateReinvocation(reinvocationPolicy, "spec.reinvocationPolicy"),
  ];
}
