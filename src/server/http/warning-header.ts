/** A warning as RFC 7234 writes it; control characters would end the header early. Source: apimachinery util/net.NewWarningHeader. */
export function warningHeader(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go.
  const clean = text.replaceAll(/[\u0000-\u001f\u007f]/g, " ");
  return `299 - "${asLatin1(clean).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Headers carry bytes: UTF-8 written as Latin-1 reaches the client as UTF-8. */
function asLatin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
