import { ageCell } from "../../shared/print-age.ts";
import { paramKindCell } from "../../shared/print-admission-policy.ts";
import { applyMatchDefaults } from "../../shared/webhook-defaults.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { MutatingAdmissionPolicy } from "../../types/admissionregistration/v1.gen.ts";

/** MutatingAdmissionPolicies. Source: kubernetes pkg/registry/admissionregistration/mutatingadmissionpolicy. */
export const strategy: KindStrategy<MutatingAdmissionPolicy> = {
  group: "admissionregistration.k8s.io",
  resource: "mutatingadmissionpolicies",
  applyDefaults({ spec }) {
    spec.failurePolicy ??= "Fail";
    spec.reinvocationPolicy ??= "Never";
    applyMatchDefaults(spec.matchConstraints);
  },
  printRow: ({ metadata, spec }, now) => [
    metadata.name ?? "",
    spec.mutations?.length ?? 0,
    paramKindCell(spec.paramKind),
    ageCell(metadata.creationTimestamp, now),
  ],
};
