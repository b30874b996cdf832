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

/** The same, with the paths of the fields that are there twice. */
export function decodeJsonStrict(input: string | Uint8Array): { readonly value: unknown; readonly text: string; readonly duplicates: readonly string[] } {
  const text = typeof input === "string" ? input : decodeText(input);
  const value = decodeJson(text);
  // The text has at least as many quotes before colons as it has fields; where the value has as many fields, none was lost.
  if (quotesBeforeColons(text) === fieldsOf(value)) return { value, text, duplicates: [] };
  return { value, text, duplicates: scanJson(text) };
}

function quotesBeforeColons(text: string): number {
  let count = 0;
  for (let colon = text.indexOf(":"); colon >= 0; colon = text.indexOf(":", colon + 1)) {
    let before = colon - 1;
    while (isSpace(text.charCodeAt(before))) before--;
    if (text.charCodeAt(before) === 0x22) count++;
  }
  return count;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Fields of all objects in a parsed value, which nests no deeper than `maxDepth`. */
function fieldsOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += fieldsOf(item);
    return count;
  }
  for (const name in value) count += 1 + fieldsOf((value as Record<string, unknown>)[name]);
  return count;
}

/** Counts opening brackets, in strings too: below the limit nothing can nest deeper than it, and nearly every body is below. */
function mayNestTooDeep(text: string): boolean {
  if (text.length < maxDepth) return false;
  let openings = 0;
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at + 1)) if (++openings > maxDepth) return true;
  for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at + 1)) if (++openings > maxDepth) return true;
  return false;
}
