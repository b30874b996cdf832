import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { CertificateSigningRequest } from "../../types/certificates/v1.gen.ts";

/** A certificate lives ten minutes at least. */
const leastSeconds = 600;

/** Source: kubernetes pkg/apis/certificates/validation validateCertificateSigningRequest. */
export function validateCreate(request: CertificateSigningRequest): FieldError[] {
  const { spec } = request;
  const errors: FieldError[] = [];
  if (!spec.request) errors.push(invalidValue("spec.request", "", "PEM block type must be CERTIFICATE REQUEST"));
  else if (!atob(spec.request).includes("-----BEGIN CERTIFICATE REQUEST-----")) errors.push(invalidValue("spec.request", spec.request, "PEM block type must be CERTIFICATE REQUEST"));
  const usages = spec.usages ?? [];
  if (usages.length === 0) errors.push(required("spec.usages"));
  for (const [index, usage] of usages.entries()) if (usages.indexOf(usage) < index) errors.push(duplicateValue(`spec.usages[${index}]`, usage));
  errors.push(...validateSigner(spec.signerName));
  if (spec.expirationSeconds !== undefined && spec.expirationSeconds < leastSeconds) errors.push(invalidValue("spec.expirationSeconds", spec.expirationSeconds, `may not specify a duration less than ${leastSeconds} seconds (10 minutes)`));
  return errors;
}

/** `example.com/name`: a domain and what it calls the signer. */
function validateSigner(signerName: string): FieldError[] {
  const path = "spec.signerName";
  if (!signerName) return [required(path)];
  const [domain = "", name, ...more] = signerName.split("/");
  if (name === undefined || name === "" || more.length > 0) return [invalidValue(path, signerName, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  if (signerName === "kubernetes.io/legacy-unknown") return [invalidValue(path, signerName, "the legacy signerName is not allowed via this API version")];
  return isDns1123Subdomain(domain).map((problem) => invalidValue(path, domain, problem));
}

const statuses = ["True"];

/** A request is approved or denied once, and never both. Source: validateConditions, ValidateCertificateSigningRequestApprovalUpdate. */
export function validateConditions(request: CertificateSigningRequest, old: CertificateSigningRequest): FieldError[] {
  const path = "status.conditions";
  const conditions = request.status?.conditions ?? [];
  const errors: FieldError[] = [];
  for (const [index, { type, status }] of conditions.entries()) {
    if (!type) errors.push(required(`${path}[${index}].type`));
    if (!status) errors.push(required(`${path}[${index}].status`));
    else if (["Approved", "Denied", "Failed"].includes(type) && status !== "True") errors.push(notSupported(`${path}[${index}].status`, status, statuses));
    if (conditions.findIndex((other) => other.type === type) < index) errors.push(duplicateValue(`${path}[${index}].type`, type));
  }
  const has = (type: string) => conditions.some((condition) => condition.type === type);
  if (has("Approved") && has("Denied")) errors.push(invalidValue(path, "Denied", "Approved and Denied conditions are mutually exclusive"));
  for (const { type } of old.status?.conditions ?? []) {
    if (["Approved", "Denied", "Failed"].includes(type) && !has(type)) errors.push(forbiddenField(path, `updates may not remove a condition of type "${type}"`));
  }
  return errors;
}
