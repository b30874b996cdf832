import { ageCell } from "../../shared/print-age.ts";
import { applyWebhookDefaults } from "../../shared/webhook-defaults.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ValidatingWebhookConfiguration } from "../../types/admissionregistration/v1.gen.ts";

/** ValidatingWebhookConfigurations. Source: kubernetes pkg/registry/admissionregistration/validatingwebhookconfiguration. */
export const strategy: KindStrategy<ValidatingWebhookConfiguration> = {
  group: "admissionregistration.k8s.io",
  resource: "validatingwebhookconfigurations",
  applyDefaults({ webhooks = [] }) {
    for (const webhook of webhooks) {
      applyWebhookDefaults(webhook);
    }
  },
  printRow: ({ metadata, webhooks = [] }, now) => [metadata.name ?? "", webhooks.length, ageCell(metadata.creationTimestamp, now)],
};
