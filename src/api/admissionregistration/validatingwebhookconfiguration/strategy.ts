import { ageCell } from "../../shared/print-age.ts";
import { defaultWebhook, validateWebhooks } from "../../shared/webhooks.ts";
import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import { metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ValidatingWebhookConfiguration } from "../../types/admissionregistration/v1.gen.ts";

/** ValidatingWebhookConfigurations. Source: kubernetes pkg/registry/admissionregistration/validatingwebhookconfiguration. */
export const strategy: KindStrategy<ValidatingWebhookConfiguration> = {
  group: "admissionregistration.k8s.io",
  resource: "validatingwebhookconfigurations",
  requiresResourceVersion: true,
  applyDefaults(configuration) {
    for (const webhook of configuration.webhooks ?? []) {
      defaultWebhook(webhook);
    }
  },
  prepareForCreate(configuration) {
    metadataOf(configuration).generation = 1;
  },
  validateCreate: ({ webhooks }) => validateWebhooks(webhooks),
  prepareForUpdate(configuration, old) {
    const before = old.metadata.generation ?? 0;
    metadataOf(configuration).generation = deepEqual(configuration.webhooks, old.webhooks) ? before : before + 1;
  },
  validateUpdate: ({ webhooks }, old) => validateWebhooks(webhooks, old.webhooks ?? []),
  printRow: ({ metadata, webhooks }, now) => [metadata.name ?? "", (webhooks ?? []).length, ageCell(metadata.creationTimestamp, now)],
};
