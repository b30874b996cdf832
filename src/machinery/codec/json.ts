import { JsonSyntaxError, maxDepth, scanJson } from "./json-scan.ts";

export { JsonSyntaxError } from "./json-scan.ts";

/** Invalid UTF-8 becomes U+FFFD, as in Go; a byte order mark stays and is refused as a character. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/**
 * The value that JSON text or bytes write. Of a field that is there twice the last one counts. Throws JsonSyntaxError
 * in the words of Go's decoder, also when the nesting is deeper than any object can be.
 */
export function decodeJson(input: string | Uint8Array): unknown {
  const text = typeof input === "string" ? input : decodeText(input);
  if (mayNestTooDeep(text)) scanJson(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    scanJson(text);
    throw new JsonSyntaxError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The same, with what strict field validation complains about: `duplicate field "spec.replicas"`. */
export function decodeJsonStrict(input: string | Uint8Array): { readonly value: unknown; readonly strictErrors: readonly string[] } {
  const text = typeof input === "string" ? input : decodeText(input);
  const { duplicates } = scanJson(text);
  return { value: JSON.parse(text), strictErrors: duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`) };
}

/** Counts opening brackets, in strings too: below the limit nothing can nest deeper than it, and nearly every body is below. */
function mayNestTooDeep(text: string): boolean {
  if (text.length < maxDepth) return false;
  let openings = 0;
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at + 1)) if (++openings > maxDepth) return true;
  for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at + 1)) if (++openings > maxDepth) return true;
  return false;
}
