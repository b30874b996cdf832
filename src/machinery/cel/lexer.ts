import type { Issues } from "./source.ts";

/**
 * Kinds of tokens by the names that syntax errors use, in the order in which they list what was expected.
 * Source: cel-go parser/gen/CEL.g4.
 */
export const tokenKinds = [
  "==", "!=", "in", "<", "<=", ">=", ">", "&&", "||", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%", "true", "false", "null",
  "NUM_FLOAT", "NUM_INT", "NUM_UINT", "STRING", "BYTES", "IDENTIFIER", "ESC_IDENTIFIER", "<EOF>",
] as const;

export type TokenKind = (typeof tokenKinds)[number];

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
}

const punctuation: readonly TokenKind[] = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%"];
const words: ReadonlySet<string> = new Set(["in", "true", "false", "null"]);
const blank = /[\t \r\n\f]+|\/\/[^\n]*/y;
const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const escapedIdentifier = /`[A-Za-z0-9_.\-/ ]+`/y;
const unclosedIdentifier = /`[A-Za-z0-9_.\-/ ]*/y;
const float = /[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?/y;
const uint = /(?:0x[0-9a-fA-F]+|[0-9]+)[uU]/y;
const int = /0x[0-9a-fA-F]+|[0-9]+/y;
const escape = /\\(?:[abfnrtv"'\\?`]|[0-3][0-7]{2}|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;

/** As far as an escape is one. */
const brokenEscape = /\\(?:[0-3][0-7]?|[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7})?/y;

/** All tokens and an `<EOF>` after them. What is no token is reported and left out. */
export function tokenize(text: string, issues: Issues): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = matchAt(blank, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = readToken(text, at);
    if (typeof token === "number") {
      issues.report(at, `Syntax error: token recognition error at: '${text.slice(at, token)}'`);
      at = token;
      continue;
    }
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: "<EOF>", text: "<EOF>", start: text.length });
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The longest token at a place, or where that which is none ends: just after the character that could not be read any more. */
function readToken(text: string, at: number): Token | number {
  const quoted = readQuoted(text, at);
  if (typeof quoted === "object") return quoted;
  for (const [kind, pattern] of [["NUM_FLOAT", float], ["NUM_UINT", uint], ["NUM_INT", int], ["ESC_IDENTIFIER", escapedIdentifier]] as const) {
    const found = matchAt(pattern, text, at);
    if (found !== undefined) return { kind, text: found, start: at };
  }
  const word = matchAt(identifier, text, at);
  if (word !== undefined) return { kind: words.has(word) ? (word as TokenKind) : "IDENTIFIER", text: word, start: at };
  const sign = punctuation.find((candidate) => text.startsWith(candidate, at));
  if (sign !== undefined) return { kind: sign, text: sign, start: at };
  return quoted ?? afterUnreadable(text, at);
}

/** `=`, `&` and `|` are half a token, and a name in backquotes may lack its end: the character that does not fit is lost with them. */
function afterUnreadable(text: string, at: number): number {
  const end = text.charAt(at) === "`" ? at + (matchAt(unclosedIdentifier, text, at) as string).length : afterCharacter(text, at);
  return "=&|`".includes(text.charAt(at)) && end < text.length ? afterCharacter(text, end) : end;
}

function afterCharacter(text: string, at: number): number {
  return at + String.fromCodePoint(text.codePointAt(at) as number).length;
}

/** A string or bytes; the end of what is none where a quote is not closed; undefined where there is no quote. */
function readQuoted(text: string, at: number): Token | number | undefined {
  const [prefix = ""] = /^(?:[bB]?[rR]?)(?=["'])/.exec(text.slice(at, at + 3)) ?? [];
  const open = at + prefix.length;
  const quote = text.charAt(open);
  if (quote !== '"' && quote !== "'") return undefined;
  const isRaw = /[rR]/.test(prefix);
  const kind = /[bB]/.test(prefix) ? "BYTES" : "STRING";
  const token = (end: number): Token => ({ kind, text: text.slice(at, end), start: at });
  if (text.startsWith(quote.repeat(3), open)) {
    const end = endOfQuoted(text, { from: open + 3, quote: quote.repeat(3), isRaw });
    // Three quotes that nothing closes are an empty string and a quote.
    return end.isClosed ? token(end.at) : token(open + 2);
  }
  const end = endOfQuoted(text, { from: open + 1, quote, isRaw });
  if (end.isClosed) return token(end.at);
  // What comes before the quote is a name then.
  return prefix === "" ? end.at : undefined;
}

function endOfQuoted(text: string, { from, quote, isRaw }: { from: number; quote: string; isRaw: boolean }): { isClosed: boolean; at: number } {
  let at = from;
  while (at < text.length) {
    if (text.startsWith(quote, at)) return { isClosed: true, at: at + quote.length };
    const char = text.charAt(at);
    if (quote.length === 1 && (char === "\n" || char === "\r")) return { isClosed: false, at: at + 1 };
    if (char === "\\" && !isRaw) {
      const sequence = matchAt(escape, text, at);
      if (sequence === undefined) return { isClosed: false, at: Math.min(text.length, at + (matchAt(brokenEscape, text, at) as string).length + 1) };
      at += sequence.length;
    } else {
      at = afterCharacter(text, at);
    }
  }
  return { isClosed: false, at };
}
