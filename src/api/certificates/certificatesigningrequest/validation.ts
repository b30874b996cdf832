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
  else for (const problem of requestProblems(atob(spec.request))) errors.push(invalidValue("spec.request", spec.request, problem));
  const usages = spec.usages ?? [];
  if (usages.length === 0) errors.push(required("spec.usages"));
  for (const [index, usage] of usages.entries()) if (usages.indexOf(usage) < index) errors.push(duplicateValue(`spec.usages[${index}]`, usage));
  errors.push(...validateSigner(spec.signerName));
  if (spec.expirationSeconds !== undefined && spec.expirationSeconds < leastSeconds) errors.push(invalidValue("spec.expirationSeconds", spec.expirationSeconds, `may not specify a duration less than ${leastSeconds} seconds (10 minutes)`));
  return errors;
}

const pemBlock = /-----BEGIN CERTIFICATE REQUEST-----\s+([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE REQUEST-----/;
const sequenceTag = 0x30;

/** The block must hold one whole ASN.1 sequence; what is in it is for signers to judge. */
function requestProblems(pem: string): string[] {
  const base64 = pemBlock.exec(pem)?.[1]?.replaceAll(/\s/g, "");
  if (base64 === undefined || base64.length % 4 !== 0) return ["PEM block type must be CERTIFICATE REQUEST"];
  const der = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (der[0] !== sequenceTag) return ["asn1: structure error: tags don't match"];
  return sequenceBytes(der) === der.length ? [] : ["asn1: syntax error: data truncated"];
}

/** The bytes that a sequence takes by its own length, in the short or the long form of DER. */
function sequenceBytes(der: Uint8Array): number {
  const first = der[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const digits = der.subarray(2, 2 + (first & 0x7f));
  return 2 + digits.length + digits.reduce((length, byte) => length * 256 + byte, 0);
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
