import assert from "node:assert/strict";
import { test } from "node:test";
import type { CertificateSigningRequest } from "../../types/certificates/v1.gen.ts";
import { validateApproval, validateCreate, validateStatus } from "./validation.ts";

const pem = (type: string, bytes: readonly number[]) => btoa(`-----BEGIN ${type}-----\n${btoa(String.fromCharCode(...bytes))}\n-----END ${type}-----\n`);

const cases: readonly [name: string, request: string, problems: string[]][] = [
  ["one whole sequence", pem("CERTIFICATE REQUEST", [0x30, 0x02, 0x05, 0x00]), []],
  ["a length in the long form", pem("CERTIFICATE REQUEST", [0x30, 0x81, 0x02, 0x05, 0x00]), []],
  ["a sequence that is cut off", pem("CERTIFICATE REQUEST", [0x30, 0x03, 0x05, 0x00]), ["asn1: syntax error: data truncated"]],
  ["no sequence", pem("CERTIFICATE REQUEST", [0x04, 0x02, 0x05, 0x00]), ["asn1: structure error: tags don't match"]],
  ["a certificate", pem("CERTIFICATE", [0x30, 0x02, 0x05, 0x00]), ["PEM block type must be CERTIFICATE REQUEST"]],
];

for (const [name, request, problems] of cases) {
  test(`spec.request of a CertificateSigningRequest: ${name}`, () => {
    const errors = validateCreate({ apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest", metadata: { name: "r" }, spec: { request, signerName: "example.com/signer", usages: ["client auth"] } });
    assert.deepEqual(errors.map(({ detail }) => detail), problems);
  });
}

const signed = btoa("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
type Status = NonNullable<CertificateSigningRequest["status"]>;
const withStatus = (status: Status): CertificateSigningRequest => ({ apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest", metadata: { name: "r" }, spec: { request: "", signerName: "example.com/signer", usages: ["client auth"] }, status });
const condition = (type: string, message = "") => ({ type, status: "True", message });

const updates: { name: string; rule: typeof validateStatus; from?: Status; to: Status; problems: string[] }[] = [
  { name: "a decision through the approval", rule: validateApproval, to: { conditions: [condition("Approved")] }, problems: [] },
  { name: "a decision through the status", rule: validateStatus, to: { conditions: [condition("Approved")] }, problems: ['status.conditions updates may not add a condition of type "Approved"'] },
  { name: "another word for a decision", rule: validateApproval, from: { conditions: [condition("Approved")] }, to: { conditions: [condition("Approved", "again")] }, problems: ['status.conditions updates may not modify a condition of type "Approved"'] },
  { name: "a decision that is taken back", rule: validateApproval, from: { conditions: [condition("Denied")] }, to: {}, problems: ['status.conditions updates may not remove a condition of type "Denied"'] },
  { name: "both decisions", rule: validateApproval, to: { conditions: [condition("Approved"), condition("Denied")] }, problems: ["status.conditions[1].type Approved and Denied conditions are mutually exclusive"] },
  { name: "a condition of the signer's own", rule: validateStatus, from: { conditions: [condition("Approved")] }, to: { conditions: [condition("Approved"), condition("Signed")] }, problems: [] },
  { name: "a certificate", rule: validateStatus, to: { certificate: signed }, problems: [] },
  { name: "a certificate over another", rule: validateStatus, from: { certificate: signed }, to: { certificate: btoa(`${atob(signed)}\n`) }, problems: ["status.certificate updates may not modify existing certificate content"] },
  { name: "a certificate that is none", rule: validateStatus, to: { certificate: btoa("abc") }, problems: ["status.certificate must contain one or more CERTIFICATE PEM blocks"] },
  { name: "a key in place of a certificate", rule: validateStatus, to: { certificate: btoa(atob(signed).replaceAll("CERTIFICATE", "PRIVATE KEY")) }, problems: ['status.certificate only CERTIFICATE PEM blocks are allowed, found "PRIVATE KEY"'] },
];

for (const { name, rule, from = {}, to, problems } of updates) {
  test(`an update of a CertificateSigningRequest: ${name}`, () => assert.deepEqual(rule(withStatus(to), withStatus(from)).map(({ field, detail }) => `${field} ${detail}`), problems));
}

test("a usage that nobody knows is refused with all that are known", () => {
  const [error] = validateCreate({ ...withStatus({}), spec: { request: pem("CERTIFICATE REQUEST", [0x30, 0x02, 0x05, 0x00]), signerName: "example.com/signer", usages: ["world peace" as "any"] } });
  assert.deepEqual([error?.type, error?.field], ["NotSupported", "spec.usages[0]"]);
});
