import { anyOf, type CharSet, inAnyCase, inRanges, not, perlClasses, posixClasses, unicodeClass } from "./char-set.ts";
import { GoRegexpError } from "./syntax.ts";

/** Something read at a place of the pattern, and where reading goes on. */
export interface Read<T> {
  readonly value: T;
  readonly next: number;
}

/** The character at `at`; both halves of a surrogate pair. */
export function characterAt(pattern: string, at: number): string {
  return String.fromCodePoint(pattern.codePointAt(at) as number);
}

const simpleEscapes: Readonly<Record<string, number>> = { a: 0x07, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b };
const lastCodePoint = 0x10ffff;

/** A backslash and what follows it, where that stands for one character. Source: regexp/syntax parseEscape. */
export function readEscape(pattern: string, at: number): Read<number> {
  if (at + 1 >= pattern.length) throw new GoRegexpError("trailing backslash at end of expression", "");
  const character = characterAt(pattern, at + 1);
  const next = at + 1 + character.length;
  const rest = pattern.slice(next);
  const simple = simpleEscapes[character];
  if (simple !== undefined) return { value: simple, next };
  if (/^[\0-\x7f]$/.test(character) && !/[0-9A-Za-z]/.test(character)) return { value: character.charCodeAt(0), next };
  const octal = character === "0" ? /^[0-7]{0,2}/.exec(rest) : /[1-7]/.test(character) ? /^[0-7]{1,2}/.exec(rest) : null;
  if (octal !== null) return { value: Number.parseInt(character + octal[0], 8), next: next + octal[0].length };
  if (character === "x") {
    const hex = /^(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(rest);
    const value = hex === null ? Number.NaN : Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
    if (hex !== null && value <= lastCodePoint) return { value, next: next + hex[0].length };
    throw new GoRegexpError("invalid escape sequence", pattern.slice(at, next + badHexLength(rest)));
  }
  throw new GoRegexpError("invalid escape sequence", pattern.slice(at, next));
}

/** How far Go has read before it finds that `\x` is followed by no number. */
function badHexLength(rest: string): number {
  const characters = [...rest];
  if (characters[0] !== "{") return characters.slice(0, 2).join("").length;
  let read = 1;
  for (let value = 0; read < characters.length; read++) {
    value = value * 16 + Number.parseInt(characters[read] as string, 16);
    if (Number.isNaN(value) || value > lastCodePoint) return characters.slice(0, read + 1).join("").length;
  }
  return rest.length;
}

/** `\d`, `\pL`, `\p{Greek}` and their opposites; undefined where something else stands. */
export function readNamedClass(pattern: string, at: number, anyCase: boolean): Read<CharSet> | undefined {
  const letter = pattern[at + 1] ?? "";
  const perl = perlClasses[letter.toLowerCase()];
  if (pattern[at] !== "\\") return undefined;
  if (perl !== undefined) return { value: letter < "a" ? not(anyCase ? inAnyCase(perl) : perl) : anyCase ? inAnyCase(perl) : perl, next: at + 2 };
  return letter === "p" || letter === "P" ? readUnicodeClass(pattern, at, anyCase) : undefined;
}

function readUnicodeClass(pattern: string, at: number, anyCase: boolean): Read<CharSet> {
  const bare = pattern[at + 2] !== "{";
  const end = bare ? at + 2 + (at + 2 < pattern.length ? characterAt(pattern, at + 2).length : 0) : pattern.indexOf("}", at) + 1;
  if (!bare && end === 0) throw new GoRegexpError("invalid character class range", pattern.slice(at));
  const written = bare ? pattern.slice(at + 2, end) : pattern.slice(at + 3, end - 1);
  const isOpposite = (pattern[at + 1] === "P") !== written.startsWith("^");
  const set = unicodeClass(written.replace(/^\^/, ""));
  if (set === undefined) throw new GoRegexpError("invalid character class range", pattern.slice(at, end));
  const found = anyCase ? inAnyCase(set) : set;
  return { value: isOpposite ? not(found) : found, next: end };
}

/** `[…]`. Source: regexp/syntax parseClass. */
export function readBrackets(pattern: string, start: number, anyCase: boolean): Read<CharSet> {
  const isOpposite = pattern[start + 1] === "^";
  const sets: CharSet[] = [];
  const first = start + (isOpposite ? 2 : 1);
  let at = first;
  while (at >= pattern.length || pattern[at] !== "]" || at === first) {
    const named = readPosixClass(pattern, at) ?? readNamedClass(pattern, at, false);
    if (named !== undefined) {
      sets.push(named.value);
      at = named.next;
      continue;
    }
    const range = readRange(pattern, at, start);
    sets.push(range.value);
    at = range.next;
  }
  const set = anyCase ? inAnyCase(anyOf(sets)) : anyOf(sets);
  return { value: isOpposite ? not(set) : set, next: at + 1 };
}

function readPosixClass(pattern: string, at: number): Read<CharSet> | undefined {
  if (!pattern.startsWith("[:", at)) return undefined;
  const end = pattern.indexOf(":]", at + 2);
  if (end < 0) return undefined;
  const written = pattern.slice(at + 2, end);
  const set = Object.hasOwn(posixClasses, written.replace(/^\^/, "")) ? posixClasses[written.replace(/^\^/, "")] : undefined;
  if (set === undefined) throw new GoRegexpError("invalid character class range", pattern.slice(at, end + 2));
  return { value: written.startsWith("^") ? not(set) : set, next: end + 2 };
}

function readRange(pattern: string, at: number, start: number): Read<CharSet> {
  const low = readMember(pattern, at, start);
  const hasEnd = pattern[low.next] === "-" && low.next + 1 < pattern.length && pattern[low.next + 1] !== "]";
  const high = hasEnd ? readMember(pattern, low.next + 1, start) : low;
  if (high.value < low.value) throw new GoRegexpError("invalid character class range", pattern.slice(at, high.next));
  return { value: inRanges([[low.value, high.value]]), next: high.next };
}

function readMember(pattern: string, at: number, start: number): Read<number> {
  if (at >= pattern.length) throw new GoRegexpError("missing closing ]", pattern.slice(start));
  if (pattern[at] === "\\") return readEscape(pattern, at);
  const character = characterAt(pattern, at);
  return { value: character.codePointAt(0) as number, next: at + character.length };
}
