import type { LiteralValue } from "./ast.ts";
import type { Token } from "./lexer.ts";

const largestInt = 2n ** 63n - 1n;
const largestUint = 2n ** 64n - 1n;

/** What a literal says, or why it says nothing. `isNegative` is of the sign before it. Source: cel-go parser/parser.go VisitInt and those after it. */
export function readLiteral({ kind, text }: Token, isNegative: boolean): LiteralValue | string {
  switch (kind) {
    case "NUM_INT": {
      const value = BigInt(text) * (isNegative ? -1n : 1n);
      return value > largestInt || value < -largestInt - 1n ? "invalid int literal" : { type: "int", value };
    }
    case "NUM_UINT": {
      const value = BigInt(text.slice(0, -1));
      return value > largestUint ? "invalid uint literal" : { type: "uint", value };
    }
    case "NUM_FLOAT": {
      const value = Number(text) * (isNegative ? -1 : 1);
      return Number.isFinite(value) ? { type: "double", value } : "invalid double literal";
    }
    case "STRING": {
      const value = unescape(text);
      return value === undefined ? "invalid unicode code point" : { type: "string", value };
    }
    case "BYTES":
      return { type: "bytes", value: unescapeBytes(text.slice(1)) };
    case "true":
    case "false":
      return { type: "bool", value: kind === "true" };
    default:
      return { type: "null" };
  }
}

/** What lies between the quotes, lines ended by `\n` alone. */
function contentOf(quoted: string): { content: string; isRaw: boolean } {
  const isRaw = /^[rR]/.test(quoted);
  const text = (isRaw ? quoted.slice(1) : quoted).replace(/\r\n?/g, "\n");
  const quotes = text.length >= 6 && (text.startsWith('"""') || text.startsWith("'''")) ? 3 : 1;
  return { content: text.slice(quotes, -quotes), isRaw };
}

const escapes = /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([^]))/g;
const controls: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

function unescape(quoted: string): string | undefined {
  const { content, isRaw } = contentOf(quoted);
  if (isRaw) return content;
  let isValid = true;
  const value = content.replace(escapes, (_, hex2?: string, hex4?: string, hex8?: string, octal?: string, char?: string) => {
    if (char !== undefined) return controls[char] ?? char;
    const code = octal === undefined ? Number.parseInt((hex2 ?? hex4 ?? hex8) as string, 16) : Number.parseInt(octal, 8);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) isValid = false;
    return isValid ? String.fromCodePoint(code) : "";
  });
  return isValid ? value : undefined;
}

const utf8 = new TextEncoder();

/** In bytes, `\xff` and `\377` are a byte each; everything else is its UTF-8. */
function unescapeBytes(quoted: string): Uint8Array {
  const { content, isRaw } = contentOf(quoted);
  if (isRaw) return utf8.encode(content);
  const bytes: number[] = [];
  let from = 0;
  for (const match of content.matchAll(escapes)) {
    bytes.push(...utf8.encode(content.slice(from, match.index)));
    const [whole, hex2, , , octal, char] = match;
    if (hex2 !== undefined || octal !== undefined) bytes.push(hex2 === undefined ? Number.parseInt(octal as string, 8) : Number.parseInt(hex2, 16));
    else bytes.push(...utf8.encode(controls[char ?? ""] ?? char ?? whole));
    from = match.index + whole.length;
  }
  bytes.push(...utf8.encode(content.slice(from)));
  return Uint8Array.from(bytes);
}
