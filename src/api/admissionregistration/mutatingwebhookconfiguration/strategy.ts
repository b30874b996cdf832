import { ageCell } from "../../shared/print-age.ts";
import { applyWebhookDefaults } from "../../shared/webhook-defaults.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { MutatingWebhookConfiguration } from "../../types/admissionregistration/v1.gen.ts";

/** MutatingWebhookConfigurations. Source: kubernetes pkg/registry/admissionregistration/mutatingwebhookconfiguration. */
export const strategy: KindStrategy<MutatingWebhookConfiguration> = {
  group: "admissionregistration.k8s.io",
  resource: "mutatingwebhookconfigurations",
  applyDefaults({ webhooks = [] }) {
    for (const webhook of webhooks) {
      applyWebhookDefaults(webhook);
      webhook.reinvocationPolicy ??= "Never";
    }
  },
  printRow: ({ metadata, webhooks = [] }, now) => [metadata.name ?? "", webhooks.length, ageCell(metadata.creationTimestamp, now)],
};
