import assert from "node:assert/strict";
import { test } from "node:test";
import { validateCreate } from "./validation.ts";

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
