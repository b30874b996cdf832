import type { FieldError } from "../../machinery/errors/field-error.ts";
import { duplicateValue, invalidValue, notSupported, required } from "../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../machinery/validation/names.ts";
import type { MutatingWebhook, ValidatingWebhook } from "../types/admissionregistration/v1.gen.ts";

type Webhook = MutatingWebhook | ValidatingWebhook;

const sideEffects = ["None", "NoneOnDryRun"];
const timeout = { initial: 10, least: 1, most: 30 };
const leastNameSegments = 3;

/** Source: kubernetes pkg/apis/admissionregistration/v1 SetDefaults_ValidatingWebhook, SetDefaults_MutatingWebhook. */
export function defaultWebhook(webhook: Webhook): void {
  webhook.failurePolicy ??= "Fail";
  webhook.matchPolicy ??= "Equivalent";
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= timeout.initial;
  for (const rule of webhook.rules ?? []) rule.scope ??= "*";
  if (webhook.clientConfig?.service !== undefined) webhook.clientConfig.service.port ??= 443;
}

/** Source: kubernetes pkg/apis/admissionregistration/validation. */
export function validateWebhooks(webhooks: readonly Webhook[] | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, webhook] of (webhooks ?? []).entries()) {
    validateWebhook(webhook, `webhooks[${index}]`, errors);
    if (names.has(webhook.name)) errors.push(duplicateValue(`webhooks[${index}].name`, webhook.name));
    names.add(webhook.name);
  }
  return errors;
}

function validateWebhook(webhook: Webhook, path: string, errors: FieldError[]): void {
  const { name, clientConfig, timeoutSeconds, admissionReviewVersions = [] } = webhook;
  if (!name) errors.push(required(`${path}.name`));
  else {
    for (const problem of isDns1123Subdomain(name)) errors.push(invalidValue(`${path}.name`, name, problem));
    if (name.split(".").length < leastNameSegments) errors.push(invalidValue(`${path}.name`, name, `should be a domain with at least three segments separated by dots`));
  }
  if (!sideEffects.includes(webhook.sideEffects)) errors.push(notSupported(`${path}.sideEffects`, webhook.sideEffects ?? "", sideEffects));
  if (timeoutSeconds !== undefined && (timeoutSeconds < timeout.least || timeoutSeconds > timeout.most)) {
    errors.push(invalidValue(`${path}.timeoutSeconds`, timeoutSeconds, `the timeout value must be between ${timeout.least} and ${timeout.most} seconds`));
  }
  if (admissionReviewVersions.length === 0) errors.push(required(`${path}.admissionReviewVersions`, "must specify one of v1, v1beta1"));
  else if (!admissionReviewVersions.some((version) => version === "v1" || version === "v1beta1")) {
    errors.push(invalidValue(`${path}.admissionReviewVersions`, admissionReviewVersions, "must include at least one of v1, v1beta1"));
  }
  if ((clientConfig?.url === undefined) === (clientConfig?.service === undefined)) errors.push(required(`${path}.clientConfig`, "exactly one of url or service is required"));
}
