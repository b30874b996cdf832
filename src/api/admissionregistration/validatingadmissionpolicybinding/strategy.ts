import { ageCell } from "../../shared/print-age.ts";
import { paramRefCell } from "../../shared/print-admission-policy.ts";
import { applyMatchDefaults } from "../../shared/webhook-defaults.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ValidatingAdmissionPolicyBinding } from "../../types/admissionregistration/v1.gen.ts";

/** ValidatingAdmissionPolicyBindings. Source: kubernetes pkg/registry/admissionregistration/validatingadmissionpolicybinding. */
export const strategy: KindStrategy<ValidatingAdmissionPolicyBinding> = {
  group: "admissionregistration.k8s.io",
  resource: "validatingadmissionpolicybindings",
  applyDefaults({ spec }) {
    applyMatchDefaults(spec.matchResources);
  },
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", spec.policyName ?? "", paramRefCell(spec.paramRef), ageCell(metadata.creationTimestamp, now)],
};
