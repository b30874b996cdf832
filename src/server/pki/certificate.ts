import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate, createHash } from "node:crypto";
import { isIP } from "node:net";
import { bitString, boolean, context, integer, octetString, oid, sequence, set, time, utf8String } from "./der/der.ts";
import { ipBytes } from "./ip-bytes.ts";

/** A certificate and its private key, both in PEM. */
export interface KeyCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

export interface CertificateRequest {
  readonly subject: Subject;
  readonly usage: "ca" | "server" | "client" | "serverAndClient";
  /** Host names and IP addresses. */
  readonly hosts?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));

/**
 * Makes an EC P-256 key and a certificate for it, signed by `issuer` or, for an authority, by itself. An encoder of our own
 * because start-up is measured: a whole cluster's certificates take a few milliseconds.
 */
export function issueCertificate(request: CertificateRequest, issuer?: KeyCertificate): KeyCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "sec1", format: "pem" }) as string;
  return { key, certificate: signCertificate(request, publicKey, issuer ?? { key }, issuer?.certificate) };
}

/** A certificate for a public key of someone else's, in PEM. */
export function signCertificate(request: CertificateRequest, publicKey: KeyObject, issuer: { readonly key: string }, issuerCertificate?: string): string {
  const spki = publicKey.export({ type: "spki", format: "der" });
  const authority = issuerCertificate === undefined ? undefined : new X509Certificate(issuerCertificate);
  const toBeSigned = sequence(
    context(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    ecdsaWithSha256,
    authority === undefined ? nameOf(request.subject) : authorityOf(authority),
    sequence(time(request.notBefore), time(request.notAfter)),
    nameOf(request.subject),
    spki,
    context(3, extensions(request, keyId(spki), keyId(authority?.publicKey.export({ type: "spki", format: "der" }) ?? spki))),
  );
  const signature = sign("sha256", toBeSigned, createPrivateKey(issuer.key));
  return pem("CERTIFICATE", sequence(toBeSigned, ecdsaWithSha256, bitString(signature)));
}

/** 16 random bytes, positive. */
export function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function nameOf({ commonName, organizations = [] }: Subject): Buffer {
  const attribute = (type: string, text: string) => set(sequence(oid(type), utf8String(text)));
  return sequence(...organizations.map((text) => attribute("2.5.4.10", text)), attribute("2.5.4.3", commonName));
}

/** Reads what `nameOf` wrote: Node gives a subject as lines of `O=…` and `CN=…`. */
export function parseSubject(text: string): Subject {
  const values = (type: string) => text.split("\n").filter((line) => line.startsWith(`${type}=`)).map((line) => line.slice(type.length + 1));
  return { commonName: values("CN")[0] ?? "", organizations: values("O") };
}

function extensions({ usage, hosts = [] }: CertificateRequest, subjectKeyId: Buffer, authorityKeyId: Buffer): Buffer {
  const authority = usage === "ca";
  const critical = boolean(true);
  // Bits of RFC 5280 4.2.1.3: digitalSignature 0, keyEncipherment 2, keyCertSign 5, cRLSign 6.
  const keyUsage = authority ? bitString(Buffer.from([0b10000110]), 1) : bitString(Buffer.from([0b10100000]), 5);
  const parts = [
    sequence(oid("2.5.29.15"), critical, octetString(keyUsage)),
    sequence(oid("2.5.29.19"), critical, octetString(authority ? sequence(boolean(true)) : sequence())),
    sequence(oid("2.5.29.14"), octetString(octetString(subjectKeyId))),
  ];
  const purposes = { ca: [], server: [serverAuth], client: [clientAuth], serverAndClient: [serverAuth, clientAuth] }[usage];
  if (purposes.length > 0) parts.push(sequence(oid("2.5.29.37"), octetString(sequence(...purposes.map(oid)))));
  if (!authority) parts.push(sequence(oid("2.5.29.35"), octetString(sequence(context(0, authorityKeyId, false)))));
  if (hosts.length > 0) parts.push(sequence(oid("2.5.29.17"), octetString(sequence(...hosts.map(alternativeName)))));
  return sequence(...parts);
}

const serverAuth = "1.3.6.1.5.5.7.3.1";
const clientAuth = "1.3.6.1.5.5.7.3.2";

function alternativeName(host: string): Buffer {
  return isIP(host) === 0 ? context(2, Buffer.from(host), false) : context(7, ipBytes(host), false);
}

/** The name of an authority as it stands in what it issues. */
export function authorityOf({ subject }: X509Certificate): Buffer {
  return nameOf(parseSubject(subject));
}

export function keyId(spki: Uint8Array): Buffer {
  return createHash("sha1").update(spki).digest();
}

export function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der).toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
