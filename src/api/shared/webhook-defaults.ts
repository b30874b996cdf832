import type { MatchResources, MutatingWebhook, ValidatingWebhook } from "../types/admissionregistration/v1.gen.ts";

/** How long an admission webhook may take and which port it listens on where it does not say. Source: kubernetes pkg/apis/admissionregistration/v1 defaults.go. */
const defaults = { timeoutSeconds: 10, port: 443 } as const;

/** The defaults that mutating and validating webhooks share. */
export function applyWebhookDefaults(webhook: MutatingWebhook | ValidatingWebhook): void {
  webhook.failurePolicy ??= "Fail";
  webhook.matchPolicy ??= "Equivalent";
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= defaults.timeoutSeconds;
  const { service } = webhook.clientConfig;
  if (service !== undefined) service.port ??= defaults.port;
  for (const rule of webhook.rules ?? []) rule.scope ??= "*";
}

/** The defaults of what an admission policy or its binding applies to. */
export function applyMatchDefaults(match: MatchResources | undefined): void {
  if (match === undefined) return;
  match.matchPolicy ??= "Equivalent";
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]) rule.scope ??= "*";
}
