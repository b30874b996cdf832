/** The bytes of a Secret's value or a ConfigMap's binaryData. */
export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
