import { ageCell } from "../../shared/print-age.ts";
import { paramRefCell } from "../../shared/print-admission-policy.ts";
import { applyMatchDefaults } from "../../shared/webhook-defaults.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { MutatingAdmissionPolicyBinding } from "../../types/admissionregistration/v1.gen.ts";

/** MutatingAdmissionPolicyBindings. Source: kubernetes pkg/registry/admissionregistration/mutatingadmissionpolicybinding. */
export const strategy: KindStrategy<MutatingAdmissionPolicyBinding> = {
  group: "admissionregistration.k8s.io",
  resource: "mutatingadmissionpolicybindings",
  applyDefaults({ spec }) {
    applyMatchDefaults(spec.matchResources);
  },
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", spec.policyName ?? "", paramRefCell(spec.paramRef), ageCell(metadata.creationTimestamp, now)],
};
