import { AdmissionExpressions } from "../../../machinery/cel/kubernetes/admission-expressions.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { required } from "../../../machinery/errors/field-errors.ts";
import { defaultMatchResources, paramKindCell } from "../../shared/admission-policies.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import { validateMatchConditions } from "../../shared/admission-rules.ts";
import { keepsConditions, validateAuditAnnotations, validateConstraints, validateFailurePolicy, validateParamKind, validateValidations, validateVariables } from "../../shared/validate-policies.ts";
import { validateConditions } from "../../shared/validate-conditions.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ValidatingAdmissionPolicy } from "../../types/admissionregistration/v1.gen.ts";

/** ValidatingAdmissionPolicys. Source: kubernetes pkg/registry/admissionregistration/validatingadmissionpolicy. */
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
  validateCreate: (policy) => validate(policy),
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: validate,
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata, validateUpdate: validateStatus } },
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", (spec?.validations ?? []).length, paramKindCell(spec?.paramKind), ageCell(metadata.creationTimestamp, now)],
};

/** Source: kubernetes admissionregistration validation validateValidatingAdmissionPolicySpec. */
function validate({ metadata, spec }: ValidatingAdmissionPolicy, old?: ValidatingAdmissionPolicy): FieldError[] {
  const { failurePolicy, paramKind, matchConstraints, matchConditions = [], variables = [], validations = [], auditAnnotations = [] } = spec ?? {};
  const policy = { expressions: new AdmissionExpressions({ hasPolicyVariables: variables.length > 0 }), hasParams: paramKind !== undefined };
  const errors = [
    ...validateFailurePolicy(failurePolicy, "spec.failurePolicy"),
    ...(paramKind === undefined ? [] : validateParamKind(paramKind, "spec.paramKind")),
    ...validateConstraints(matchConstraints, "spec.matchConstraints"),
    ...(keepsConditions(spec, old?.spec) ? [] : validateMatchConditions(matchConditions, "spec.matchConditions", policy)),
    ...validateVariables(variables, "spec.variables", policy),
  ];
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const fields = ["validations", "auditAnnotations"];
    return [...errors, ...fields.map((field) => required(`spec.${field}`, "validations or auditAnnotations must contain at least one item"))];
  }
  return [...errors, ...validateValidations(validations, "spec.validations", policy), ...validateAuditAnnotations(auditAnnotations, metadata.name ?? "", "spec.auditAnnotations", policy)];
}

/** Source: kubernetes admissionregistration validation validateValidatingAdmissionPolicyStatus. */
function validateStatus({ status }: ValidatingAdmissionPolicy): FieldError[] {
  const warnings = (status?.typeChecking?.expressionWarnings ?? []).flatMap(({ warning = "", fieldRef = "" }, index) => {
    const at = `status.typeChecking.expressionWarnings[${index}]`;
    return [...(warning === "" ? [required(`${at}.warning`)] : []), ...(fieldRef.trim() === "" ? [required(`${at}.fieldRef`)] : [])];
  });
  return [...warnings, ...validateConditions(status?.conditions, "status.conditions")];
}
