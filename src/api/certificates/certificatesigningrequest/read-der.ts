/** One value of DER: what it is, what is in it, and all its bytes. Source: ITU-T X.690. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** The values that stand one after the other in `bytes`. Throws where one is cut off. */
export function elementsOf(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at + 1];
    if (first === undefined) throw new Error("asn1: syntax error: truncated tag or length");
    const digits = first < 0x80 ? 0 : first & 0x7f;
    if (digits > 4) throw new Error("asn1: syntax error: length too large");
    const start = at + 2 + digits;
    const length = digits === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    if (start + length > bytes.length) throw new Error("asn1: syntax error: data truncated");
    elements.push({ tag: bytes[at] as number, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) });
    at = start + length;
  }
  return elements;
}

/** The only value in `bytes`. Throws when it is of another tag, or not alone. */
export function onlyElement(bytes: Uint8Array, tag: number): DerElement {
  const [element, ...rest] = elementsOf(bytes);
  if (element === undefined || element.tag !== tag) throw new Error("asn1: structure error: tags don't match");
  if (rest.length > 0) throw new Error("asn1: syntax error: trailing data");
  return element;
}

/** Bytes as hexadecimal digits, as object identifiers are compared by. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
