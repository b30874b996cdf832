import { ageCell } from "../../shared/print-age.ts";
import { paramKindCell } from "../../shared/print-admission-policy.ts";
import { applyMatchDefaults } from "../../shared/webhook-defaults.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ValidatingAdmissionPolicy } from "../../types/admissionregistration/v1.gen.ts";

/** ValidatingAdmissionPolicies. Source: kubernetes pkg/registry/admissionregistration/validatingadmissionpolicy. */
export const strategy: KindStrategy<ValidatingAdmissionPolicy> = {
  group: "admissionregistration.k8s.io",
  resource: "validatingadmissionpolicies",
  applyDefaults({ spec }) {
    spec.failurePolicy ??= "Fail";
    applyMatchDefaults(spec.matchConstraints);
  },
  prepareForCreate: startGenerationWithoutStatus,
  prepareForUpdate: keepStatusAndCountGeneration,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow: ({ metadata, spec }, now) => [
    metadata.name ?? "",
    spec.validations?.length ?? 0,
    paramKindCell(spec.paramKind),
    ageCell(metadata.creationTimestamp, now),
  ],
};
