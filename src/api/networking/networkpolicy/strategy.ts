import { formatLabelSelector } from "../../shared/format-selector.ts";
import { ageCell } from "../../shared/print-age.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { NetworkPolicy } from "../../types/networking/v1.gen.ts";
import { validate } from "./validation.ts";

/** Who may talk to whom. Source: kubernetes pkg/registry/networking/networkpolicy. */
export const strategy: KindStrategy<NetworkPolicy> = {
  group: "networking.k8s.io",
  resource: "networkpolicies",
  applyDefaults({ spec }) {
    if (spec === undefined) return;
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of rule.ports ?? []) port.protocol ??= "TCP";
    if ((spec.policyTypes ?? []).length === 0) spec.policyTypes = (spec.egress ?? []).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  },
  prepareForCreate(policy) {
    metadataOf(policy).generation = 1;
  },
  prepareForUpdate: countGeneration,
  validateCreate: validate,
  validateUpdate: (policy) => validate(policy),
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", formatLabelSelector(spec?.podSelector), ageCell(metadata.creationTimestamp, now)],
};
