import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1035Label } from "../../../machinery/validation/names.ts";
import { validateWebhookService, validateWebhookUrl } from "../../shared/webhook-client.ts";
import type { CustomResourceConversion, WebhookClientConfig } from "../../types/apiextensions/v1.gen.ts";

const strategies = ["None", "Webhook"];
const knownReviewVersions = ["v1", "v1beta1"];

/** What an older definition has may stay. */
export interface ConversionLeniency {
  readonly anyReviewVersions: boolean;
  readonly anyCertificates: boolean;
}

/** How objects of one version become those of another. Upstream knows the webhook's parts by older names. Source: apiextensions validation validateCustomResourceConversion. */
export function validateConversion(conversion: CustomResourceConversion | undefined, path: string, leniency: ConversionLeniency): FieldError[] {
  if (conversion === undefined) return [];
  const { strategy = "", webhook } = conversion;
  const client = webhook?.clientConfig;
  const versions = webhook?.conversionReviewVersions ?? [];
  const errors: FieldError[] = [];
  if (strategy === "") errors.push(required(`${path}.strategy`));
  else if (!strategies.includes(strategy)) errors.push(notSupported(`${path}.strategy`, strategy, strategies));
  if (strategy === "Webhook") {
    return [...errors, ...validateClient(client, `${path}.webhookClientConfig`, leniency), ...validateReviewVersions(versions, `${path}.conversionReviewVersions`, leniency)];
  }
  const detail = "should not be set when strategy is not set to Webhook";
  if (client !== undefined) errors.push(forbiddenField(`${path}.webhookClientConfig`, detail));
  if (versions.length > 0) errors.push(forbiddenField(`${path}.conversionReviewVersions`, detail));
  return errors;
}

function validateClient(client: WebhookClientConfig | undefined, path: string, { anyCertificates }: ConversionLeniency): FieldError[] {
  if (client === undefined) return [required(path, "required when strategy is set to Webhook")];
  const { url, service, caBundle = "" } = client;
  const errors: FieldError[] = [];
  if ((url === undefined) === (service === undefined)) errors.push(required(path, "exactly one of url or service is required"));
  else if (url !== undefined) addAll(errors, validateWebhookUrl(url, `${path}.url`));
  else if (service !== undefined) addAll(errors, validateWebhookService(service, `${path}.service`, { namesAreSwapped: true }));
  if (caBundle !== "" && !anyCertificates && !hasCertificates(caBundle)) {
    errors.push(invalidValue(`${path}.caBundle`, caBundle, "unable to load root certificates: unable to parse bytes as PEM block"));
  }
  return errors;
}

/** Whether a bundle (base64) holds blocks of PEM at all. */
export function hasCertificates(caBundle: string): boolean {
  const text = atob(caBundle);
  return /^-----BEGIN ([^\n]*)-----[ \t]*\r?\n(?:[^-][^\n]*\n|\n)*-----END \1-----[ \t]*\r?$/m.test(text);
}

function validateReviewVersions(versions: readonly string[], path: string, { anyReviewVersions }: ConversionLeniency): FieldError[] {
  if (versions.length === 0) return [required(path)];
  const seen = new Set<string>();
  const errors = versions.flatMap((version, index) => {
    if (seen.has(version)) return [invalidValue(`${path}[${index}]`, version, "duplicate version")];
    seen.add(version);
    return isDns1035Label(version).map((problem) => invalidValue(`${path}[${index}]`, version, problem));
  });
  if (anyReviewVersions || versions.some(isKnownReviewVersion)) return errors;
  return [...errors, invalidValue(path, versions, `must include at least one of ${knownReviewVersions.join(", ")}`)];
}

/** Versions of ConversionReview that the API server speaks. */
export function isKnownReviewVersion(version: string): boolean {
  return knownReviewVersions.includes(version);
}
