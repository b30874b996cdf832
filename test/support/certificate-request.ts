import { generateKeyPairSync, sign } from "node:crypto";
import { bitString, context, integer, octetString, oid, sequence, set, utf8String } from "../../src/server/pki/der/der.ts";

/** A request for a certificate, in PEM, and the key it is for. */
export interface MadeRequest {
  readonly request: string;
  readonly key: string;
}

/** PKCS #10 with an EC key of its own; `dnsNames` are asked for as other names of the subject. */
export function makeCertificateRequest({ commonName, organizations = [], dnsNames = [] }: { commonName: string; organizations?: readonly string[]; dnsNames?: readonly string[] }): MadeRequest {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const attribute = (type: string, text: string) => set(sequence(oid(type), utf8String(text)));
  const names = sequence(...dnsNames.map((name) => context(2, Buffer.from(name), false)));
  const extensions = dnsNames.length === 0 ? Buffer.alloc(0) : sequence(oid("1.2.840.113549.1.9.14"), set(sequence(sequence(oid("2.5.29.17"), octetString(names)))));
  const info = sequence(
    integer(Buffer.from([0])),
    sequence(...organizations.map((name) => attribute("2.5.4.10", name)), attribute("2.5.4.3", commonName)),
    publicKey.export({ type: "spki", format: "der" }),
    context(0, extensions),
  );
  const der = sequence(info, sequence(oid("1.2.840.10045.4.3.2")), bitString(sign("sha256", info, privateKey)));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return { request: `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join("\n")}\n-----END CERTIFICATE REQUEST-----\n`, key: privateKey.export({ type: "pkcs8", format: "pem" }) as string };
}
