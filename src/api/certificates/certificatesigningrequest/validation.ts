import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { CertificateSigningRequest } from "../../types/certificates/v1.gen.ts";
import { repeats } from "../../../machinery/validation/repeats.ts";

/** In the order in which an error lists them. Source: kubernetes pkg/apis/certificates/validation allValidUsages. */
const knownUsages = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];

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
  for (const [index, usage] of usages.entries()) if (!knownUsages.includes(usage)) errors.push(notSupported(`spec.usages[${index}]`, usage, knownUsages));
  for (const index of repeats(usages)) errors.push(duplicateValue(`spec.usages[${index}]`, usages[index]));
  addAll(errors, validateSigner(spec.signerName));
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

const lastingTypes = ["Approved", "Denied", "Failed"];

/** What an update of the approval may do: it decides once, and never both ways. Source: ValidateCertificateSigningRequestApprovalUpdate. */
export function validateApproval(request: CertificateSigningRequest, old: CertificateSigningRequest): FieldError[] {
  return [...validateConditions(request), ...validateLasting(request, old, [])];
}

/** What an update of the status may do: anything but decide; a certificate that is there stays. Source: ValidateCertificateSigningRequestStatusUpdate. */
export function validateStatus(request: CertificateSigningRequest, old: CertificateSigningRequest): FieldError[] {
  const errors = [...validateConditions(request), ...validateLasting(request, old, ["Approved", "Denied"])];
  const [certificate = "", before = ""] = [request.status?.certificate, old.status?.certificate];
  if (before !== "" && certificate !== before) errors.push(forbiddenField("status.certificate", "updates may not modify existing certificate content"));
  const problem = certificateProblem(certificate);
  if (problem !== undefined) errors.push(invalidValue("status.certificate", "<certificate data>", problem));
  return errors;
}

/** Source: validateConditions. */
function validateConditions(request: CertificateSigningRequest): FieldError[] {
  const conditions = request.status?.conditions ?? [];
  const errors: FieldError[] = [];
  for (const [index, { type, status }] of conditions.entries()) {
    const path = `status.conditions[${index}]`;
    if (!type) errors.push(required(`${path}.type`));
    if (!status) errors.push(required(`${path}.status`));
    else if (lastingTypes.includes(type) && status !== "True") errors.push(notSupported(`${path}.status`, status, statuses));
    const earlier = conditions.slice(0, index).map((condition) => condition.type);
    if (earlier.includes(type)) errors.push(duplicateValue(`${path}.type`, type));
    const soFar = [...earlier, type];
    if (soFar.includes("Approved") && soFar.includes("Denied")) errors.push(invalidValue(`${path}.type`, type, "Approved and Denied conditions are mutually exclusive"));
  }
  return errors;
}

/** Decisions and failure stand for good; those of `closed` may not come here either. */
function validateLasting(request: CertificateSigningRequest, old: CertificateSigningRequest, closed: readonly string[]): FieldError[] {
  const of = ({ status }: CertificateSigningRequest, type: string) => (status?.conditions ?? []).filter((condition) => condition.type === type);
  return lastingTypes.flatMap((type) => {
    const [now, before] = [of(request, type), of(old, type)];
    if (now.length < before.length) return [forbiddenField("status.conditions", `updates may not remove a condition of type "${type}"`)];
    if (now.length > before.length) return closed.includes(type) ? [forbiddenField("status.conditions", `updates may not add a condition of type "${type}"`)] : [];
    return deepEqual(now, before) ? [] : [forbiddenField("status.conditions", `updates may not modify a condition of type "${type}"`)];
  });
}

const anyPemBlock = /-----BEGIN ([^-]+)-----\s+([A-Za-z0-9+/=\s]+?)-----END \1-----/g;

/** What is wrong with a certificate in base64 of PEM; undefined for a good one and for none. Source: validateCertificate. */
function certificateProblem(certificate: string): string | undefined {
  if (certificate === "") return undefined;
  const blocks = [...atob(certificate).matchAll(anyPemBlock)];
  if (blocks.length === 0) return "must contain one or more CERTIFICATE PEM blocks";
  const other = blocks.find(([, type]) => type !== "CERTIFICATE");
  return other === undefined ? undefined : `only CERTIFICATE PEM blocks are allowed, found "${other[1]}"`;
}
