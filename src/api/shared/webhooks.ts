import { deepEqual } from "../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, invalidValue, notSupported, required } from "../../machinery/errors/field-errors.ts";
import { isDns1035Label, isDns1123Subdomain } from "../../machinery/validation/names.ts";
import { validateAdmissionRule, validateMatchConditions } from "./admission-rules.ts";
import { validateLabelSelector } from "./validate-label-selector.ts";
import { validateWebhookService, validateWebhookUrl } from "./webhook-client.ts";
import type { MutatingWebhook, ValidatingWebhook } from "../types/admissionregistration/v1.gen.ts";
import { repeats } from "../../machinery/validation/repeats.ts";

type Webhook = MutatingWebhook | ValidatingWebhook;

const failurePolicies = ["Fail", "Ignore"];
const matchPolicies = ["Equivalent", "Exact"];
const reinvocationPolicies = ["IfNeeded", "Never"];
const harmless = ["None", "NoneOnDryRun"];
const anyEffects = ["None", "NoneOnDryRun", "Some", "Unknown"];
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

/** `before` is what stands there so far. Source: kubernetes pkg/apis/admissionregistration/validation validateValidatingWebhookConfiguration, validateMutatingWebhookConfiguration. */
export function validateWebhooks(webhooks: readonly Webhook[] = [], before?: readonly Webhook[]): FieldError[] {
  const leniency = leniencyOf(webhooks, before);
  const names = new Set<string>();
  return webhooks.flatMap((webhook, index) => {
    const path = `webhooks[${index}]`;
    const { name = "" } = webhook;
    const again = !leniency.anyNames && name !== "" && names.has(name) ? [duplicateValue(`${path}.name`, name)] : [];
    names.add(name);
    return [...validateWebhook(webhook, path, leniency), ...validateReviewVersions(webhook.admissionReviewVersions ?? [], `${path}.admissionReviewVersions`, leniency), ...again];
  });
}

/** What an older configuration has may stay as it is. */
interface Leniency {
  readonly anyNames: boolean;
  readonly anySideEffects: boolean;
  readonly anyReviewVersions: boolean;
  /** None of them was touched. */
  readonly anyConditions: boolean;
}

function leniencyOf(webhooks: readonly Webhook[], before: readonly Webhook[] | undefined): Leniency {
  if (before === undefined) return { anyNames: false, anySideEffects: false, anyReviewVersions: false, anyConditions: false };
  return {
    anyNames: new Set(before.map(({ name }) => name)).size < before.length,
    anySideEffects: before.some((webhook) => !harmless.includes(webhook.sideEffects)),
    anyReviewVersions: before.some(({ admissionReviewVersions: versions = [] }) => versions.length > 0 && !versions.some(isKnownVersion)),
    anyConditions: webhooks.length === before.length && webhooks.every(({ matchConditions }, index) => deepEqual(matchConditions, before[index]?.matchConditions)),
  };
}

function validateWebhook(webhook: Webhook, path: string, { anySideEffects, anyConditions }: Leniency): FieldError[] {
  const { name = "", timeoutSeconds, clientConfig, sideEffects } = webhook;
  const errors = [...validateName(name, `${path}.name`), ...(webhook.rules ?? []).flatMap((rule, index) => validateAdmissionRule(rule, `${path}.rules[${index}]`))];
  const oneOf = (field: string, value: string | undefined, supported: readonly string[]) => {
    if (value !== undefined && !supported.includes(value)) errors.push(notSupported(`${path}.${field}`, value, supported));
  };
  oneOf("failurePolicy", webhook.failurePolicy, failurePolicies);
  oneOf("matchPolicy", webhook.matchPolicy, matchPolicies);
  const allowed = anySideEffects ? anyEffects : harmless;
  if (sideEffects === undefined) errors.push(required(`${path}.sideEffects`, `must specify one of ${allowed.join(", ")}`));
  oneOf("sideEffects", sideEffects, allowed);
  if (timeoutSeconds !== undefined && (timeoutSeconds < timeout.least || timeoutSeconds > timeout.most)) {
    errors.push(invalidValue(`${path}.timeoutSeconds`, timeoutSeconds, `the timeout value must be between ${timeout.least} and ${timeout.most} seconds`));
  }
  addAll(errors, validateLabelSelector(webhook.namespaceSelector, `${path}.namespaceSelector`), validateLabelSelector(webhook.objectSelector, `${path}.objectSelector`));
  oneOf("reinvocationPolicy", "reinvocationPolicy" in webhook ? webhook.reinvocationPolicy : undefined, reinvocationPolicies);
  addAll(errors, validateClient(clientConfig ?? {}, `${path}.clientConfig`), (anyConditions ? [] : validateMatchConditions(webhook.matchConditions ?? [], `${path}.matchConditions`)));
  return errors;
}

/** Source: apimachinery util/validation IsFullyQualifiedName. */
function validateName(name: string, path: string): FieldError[] {
  if (name === "") return [required(path)];
  const problems = isDns1123Subdomain(name);
  if (problems.length > 0) return [invalidValue(path, name, problems.join(","))];
  return name.split(".").length < leastNameSegments ? [invalidValue(path, name, "should be a domain with at least three segments separated by dots")] : [];
}

function validateClient({ url, service }: Webhook["clientConfig"], path: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) return [required(path, "exactly one of url or service is required")];
  if (url !== undefined) return validateWebhookUrl(url, `${path}.url`);
  return service === undefined ? [] : validateWebhookService(service, `${path}.service`, { namesAreSwapped: true });
}

const knownVersions = ["v1", "v1beta1"];

function isKnownVersion(version: string): boolean {
  return knownVersions.includes(version);
}

function validateReviewVersions(versions: readonly string[], path: string, { anyReviewVersions }: Leniency): FieldError[] {
  if (versions.length === 0) return [required(path, `must specify one of ${knownVersions.join(", ")}`)];
  const repeated = repeats(versions);
  const errors = versions.flatMap((version, index) => {
    const at = `${path}[${index}]`;
    return repeated.has(index) ? [invalidValue(at, version, "duplicate version")] : isDns1035Label(version).map((problem) => invalidValue(at, version, problem));
  });
  if (!anyReviewVersions && !versions.some(isKnownVersion)) errors.push(invalidValue(path, versions, `must include at least one of ${knownVersions.join(", ")}`));
  return errors;
}
