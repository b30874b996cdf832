import { type DerElement, elementsOf, hex, onlyElement } from "./read-der.ts";

export type NameKind = "email" | "dns" | "uri" | "ip" | "other";

/** What a request for a certificate (PKCS #10) asks for. Byte fields are DER, to be put into a certificate as they are. */
export interface ParsedRequest {
  /** The subject's name. */
  readonly subject: Uint8Array;
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** GeneralNames of the subject's other names; absent where it has none. */
  readonly alternativeNames?: Uint8Array;
  /** The kinds of them. */
  readonly nameKinds: readonly NameKind[];
  /** What the requester signed, to show that the key is theirs. */
  readonly signed: { readonly info: Uint8Array; /** The algorithm's object identifier, in hexadecimal. */ readonly algorithm: string; readonly signature: Uint8Array };
}

const tags = { sequence: 0x30, set: 0x31, bitString: 0x03, octetString: 0x04, utf8String: 0x0c, bmpString: 0x1e, attributes: 0xa0 } as const;
/** Object identifiers: 2.5.4.3, 2.5.4.10, 1.2.840.113549.1.9.14, 2.5.29.17. */
const identifiers = { commonName: "550403", organization: "55040a", extensionRequest: "2a864886f70d01090e", alternativeNames: "551d11" } as const;
const pemBlock = /-----BEGIN CERTIFICATE REQUEST-----\s+([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE REQUEST-----/;

/** Reads `spec.request`, a PEM block in base64. Throws for what is no request. Source: RFC 2986. */
export function parseRequest(request: string): ParsedRequest {
  const base64 = pemBlock.exec(atob(request))?.[1]?.replaceAll(/\s/g, "");
  if (base64 === undefined) throw new Error("PEM block type must be CERTIFICATE REQUEST");
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const [info, algorithm, signature] = elementsOf(onlyElement(bytes, tags.sequence).content);
  const [, subject, publicKey, attributes] = elementsOf(expected(info, tags.sequence).content);
  const names = elementsOf(expected(subject, tags.sequence).content).flatMap(({ content }) => elementsOf(content).map(attributeOf));
  const valuesOf = (identifier: string): string[] => names.filter((name) => name.identifier === identifier).map(({ value }) => value);
  const alternativeNames = attributes?.tag === tags.attributes ? alternativeNamesOf(attributes.content) : undefined;
  return {
    subject: expected(subject, tags.sequence).whole,
    commonName: valuesOf(identifiers.commonName).at(-1) ?? "",
    organizations: valuesOf(identifiers.organization),
    publicKey: expected(publicKey, tags.sequence).whole,
    ...(alternativeNames === undefined ? {} : { alternativeNames }),
    nameKinds: alternativeNames === undefined ? [] : elementsOf(onlyElement(alternativeNames, tags.sequence).content).map(kindOf),
    signed: {
      info: expected(info, tags.sequence).whole,
      algorithm: hex(elementsOf(expected(algorithm, tags.sequence).content)[0]?.content ?? new Uint8Array()),
      signature: expected(signature, tags.bitString).content.subarray(1), // the first byte tells of unused bits, of which there are none
    },
  };
}

function expected(element: DerElement | undefined, tag: number): DerElement {
  if (element?.tag !== tag) throw new Error("asn1: structure error: tags don't match");
  return element;
}

function attributeOf({ content }: DerElement): { identifier: string; value: string } {
  const [type, value] = elementsOf(content);
  if (type === undefined || value === undefined) throw new Error("asn1: structure error: attribute without a value");
  return { identifier: hex(type.content), value: textOf(value) };
}

function textOf({ tag, content }: DerElement): string {
  if (tag === tags.bmpString) return new TextDecoder("utf-16be").decode(content);
  return new TextDecoder(tag === tags.utf8String ? "utf-8" : "latin1").decode(content);
}

/** The subject's other names among the extensions that the request asks for. */
function alternativeNamesOf(attributes: Uint8Array): Uint8Array | undefined {
  for (const { content } of elementsOf(attributes)) {
    const [type, values] = elementsOf(content);
    if (type === undefined || hex(type.content) !== identifiers.extensionRequest) continue;
    for (const { content: extensions } of elementsOf(expected(values, tags.set).content)) {
      for (const extension of elementsOf(extensions)) {
        const parts = elementsOf(extension.content);
        if (parts[0] !== undefined && hex(parts[0].content) === identifiers.alternativeNames) return expected(parts.at(-1), tags.octetString).content;
      }
    }
  }
  return undefined;
}

/** Source: RFC 5280 4.2.1.6 GeneralName. */
function kindOf({ tag }: DerElement): NameKind {
  const kinds: Readonly<Record<number, NameKind>> = { 0x81: "email", 0x82: "dns", 0x86: "uri", 0x87: "ip" };
  return kinds[tag] ?? "other";
}
