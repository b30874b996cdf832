import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from "node:crypto";
import type { ParsedRequest } from "../../api/certificates/certificatesigningrequest/parse-request.ts";
import { authorityOf, ecdsaWithSha256, type KeyCertificate, keyId, pem, serialNumber } from "./certificate.ts";
import { bitString, boolean, context, integer, octetString, oid, sequence, time } from "./der/der.ts";

export interface SignOptions {
  /** As `spec.usages` of a CertificateSigningRequest names them. Throws for others. */
  readonly usages: readonly string[];
  /** Milliseconds since the epoch. No certificate outlives its authority. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/**
 * The certificate that a request asks for, in PEM: its subject, key and other names as they are, the usages that are
 * allowed and nothing else of what it wants. Throws when the request is not signed with its own key.
 * Source: kubernetes pkg/controller/certificates/authority.
 */
export function signRequest(request: ParsedRequest, { usages, notBefore, notAfter }: SignOptions, ca: KeyCertificate): string {
  requireOwnSignature(request);
  const authority = new X509Certificate(ca.certificate);
  const end = Math.min(notAfter, Date.parse(authority.validTo));
  const toBeSigned = sequence(
    context(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    ecdsaWithSha256,
    authorityOf(authority),
    sequence(time(notBefore), time(end)),
    request.subject,
    request.publicKey,
    context(3, sequence(...extensionsOf(request, usages, authority))),
  );
  const signature = sign("sha256", toBeSigned, createPrivateKey(ca.key));
  return pem("CERTIFICATE", sequence(toBeSigned, ecdsaWithSha256, bitString(signature)));
}

/** Signature algorithms by their object identifiers, with the hash that each is of. SHA-1 proves nothing any more. */
const hashes: Readonly<Record<string, string | null>> = {
  "2a864886f70d01010b": "sha256",
  "2a864886f70d01010c": "sha384",
  "2a864886f70d01010d": "sha512",
  "2a8648ce3d040302": "sha256",
  "2a8648ce3d040303": "sha384",
  "2a8648ce3d040304": "sha512",
  "2b6570": null,
};

function requireOwnSignature({ publicKey, signed: { info, algorithm, signature } }: ParsedRequest): void {
  const hash = hashes[algorithm];
  if (hash === undefined) throw new Error("unable to verify certificate request signature: x509: cannot verify signature: algorithm unimplemented");
  const key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
  if (!verify(hash, info, key, signature)) throw new Error("unable to verify certificate request signature: x509: the request is not signed with its key");
}

/** The bits of RFC 5280 4.2.1.3. */
const keyUsages: Readonly<Record<string, number>> = {
  signing: 0,
  "digital signature": 0,
  "content commitment": 1,
  "key encipherment": 2,
  "data encipherment": 3,
  "key agreement": 4,
  "cert sign": 5,
  "crl sign": 6,
  "encipher only": 7,
  "decipher only": 8,
};

/** Purposes in the order in which a certificate lists them. */
const purposes: readonly (readonly [usage: string, identifier: string])[] = [
  ["any", "2.5.29.37.0"],
  ["server auth", "1.3.6.1.5.5.7.3.1"],
  ["client auth", "1.3.6.1.5.5.7.3.2"],
  ["code signing", "1.3.6.1.5.5.7.3.3"],
  ["email protection", "1.3.6.1.5.5.7.3.4"],
  ["s/mime", "1.3.6.1.5.5.7.3.4"],
  ["ipsec end system", "1.3.6.1.5.5.7.3.5"],
  ["ipsec tunnel", "1.3.6.1.5.5.7.3.6"],
  ["ipsec user", "1.3.6.1.5.5.7.3.7"],
  ["timestamping", "1.3.6.1.5.5.7.3.8"],
  ["ocsp signing", "1.3.6.1.5.5.7.3.9"],
  ["microsoft sgc", "1.3.6.1.4.1.311.10.3.3"],
  ["netscape sgc", "2.16.840.1.113730.4.1"],
];

function extensionsOf({ alternativeNames }: ParsedRequest, usages: readonly string[], authority: X509Certificate): Buffer[] {
  const unknown = usages.filter((usage) => !(usage in keyUsages) && !purposes.some(([name]) => name === usage));
  if (unknown.length > 0) throw new Error(`unrecognized usage values: ${JSON.stringify(unknown)}`);
  const critical = boolean(true);
  const bits = usages.flatMap((usage) => keyUsages[usage] ?? []);
  const wanted = new Set(purposes.filter(([name]) => usages.includes(name)).map(([, identifier]) => identifier));
  const authorityKey = keyId(authority.publicKey.export({ type: "spki", format: "der" }));
  return [
    ...(bits.length === 0 ? [] : [sequence(oid("2.5.29.15"), critical, octetString(bitsOf(bits)))]),
    ...(wanted.size === 0 ? [] : [sequence(oid("2.5.29.37"), octetString(sequence(...[...wanted].map(oid))))]),
    sequence(oid("2.5.29.19"), critical, octetString(sequence())),
    sequence(oid("2.5.29.35"), octetString(sequence(context(0, authorityKey, false)))),
    ...(alternativeNames === undefined ? [] : [sequence(oid("2.5.29.17"), octetString(alternativeNames))]),
  ];
}

/** Named bits: the first is the highest of the first byte, and no byte comes after the last that is set. */
function bitsOf(bits: readonly number[]): Buffer {
  const last = Math.max(...bits);
  const bytes = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const bit of bits) bytes[Math.floor(bit / 8)] = (bytes[Math.floor(bit / 8)] ?? 0) | (0x80 >> bit % 8);
  return bitString(bytes, 7 - (last % 8));
}
