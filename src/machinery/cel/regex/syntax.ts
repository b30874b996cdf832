/** What a regular expression says. A set is asked with a character's code point. */
export type Syntax =
  | { readonly kind: "empty" }
  | { readonly kind: "set"; readonly has: (code: number) => boolean }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "sequence" | "alternatives"; readonly parts: readonly Syntax[] }
  | { readonly kind: "repeat"; readonly part: Syntax; readonly least: number; readonly most: number; readonly isGreedy: boolean };

export type Assertion = "line start" | "line end" | "text start" | "text end" | "word edge" | "no word edge";

/** The text is no regular expression of RE2; it says which part of it is not. */
export class RegexSyntaxError extends Error {
  override readonly name = "RegexSyntaxError";

  constructor(problem: string, part: string) {
    super(`${problem}: \`${part}\``);
  }
}

/** Source: Go regexp/syntax, maxHeight and the limit of repetitions. */
const maxRepeat = 1000;
const maxDepth = 1000;

type Has = (code: number) => boolean;

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
  readonly ungreedy: boolean;
}

const range = (low: number, high: number): Has => (code) => code >= low && code <= high;
const not = (has: Has): Has => (code) => !has(code);
const union = (sets: readonly Has[]): Has => (code) => sets.some((has) => has(code));
const chars = (text: string): Has => {
  const codes = new Set([...text].map((char) => char.codePointAt(0)));
  return (code) => codes.has(code);
};

const digit = range(48, 57);
const lower = range(97, 122);
const upper = range(65, 90);
const alpha = union([lower, upper]);
const alnum = union([alpha, digit]);
export const isWordCharacter: Has = union([alnum, chars("_")]);
const perl: Readonly<Record<string, Has>> = { d: digit, s: chars("\t\n\f\r "), w: isWordCharacter };
const named: Readonly<Record<string, Has>> = {
  alnum, alpha, digit, lower, upper, word: isWordCharacter, ascii: range(0, 127), blank: chars("\t "), cntrl: union([range(0, 31), range(127, 127)]), graph: range(33, 126),
  print: range(32, 126), punct: union([range(33, 47), range(58, 64), range(91, 96), range(123, 126)]), space: chars("\t\n\v\f\r "), xdigit: union([digit, range(65, 70), range(97, 102)]),
};
const controls: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

export function parseRegex(pattern: string): Syntax {
  return new Parser(pattern).parseAll();
}

/** RE2's syntax. Source: Go regexp/syntax. */
class Parser {
  readonly #chars: readonly string[];
  #at = 0;
  #depth = 0;
  #flags: Flags = { ignoreCase: false, multiLine: false, dotAll: false, ungreedy: false };

  constructor(pattern: string) {
    this.#chars = [...pattern];
  }

  parseAll(): Syntax {
    const syntax = this.#alternatives();
    if (this.#at < this.#chars.length) throw new RegexSyntaxError("unexpected )", this.#text(0));
    return syntax;
  }

  #text(from: number, to?: number): string {
    return this.#chars.slice(from, to).join("");
  }

  #peek(ahead = 0): string {
    return this.#chars[this.#at + ahead] ?? "";
  }

  #takeIf(text: string): boolean {
    if (this.#chars.slice(this.#at, this.#at + text.length).join("") !== text) return false;
    this.#at += text.length;
    return true;
  }

  #alternatives(): Syntax {
    if (++this.#depth > maxDepth) throw new RegexSyntaxError("expression nests too deeply", this.#text(0));
    const parts = [this.#sequence()];
    while (this.#takeIf("|")) parts.push(this.#sequence());
    this.#depth--;
    return parts.length === 1 ? (parts[0] as Syntax) : { kind: "alternatives", parts };
  }

  #sequence(): Syntax {
    const parts: Syntax[] = [];
    while (this.#at < this.#chars.length && this.#peek() !== "|" && this.#peek() !== ")") {
      if (this.#takeIf("\\Q")) {
        while (this.#at < this.#chars.length && !this.#takeIf("\\E")) parts.push(this.#set(chars(this.#take())));
        const last = parts.pop();
        if (last !== undefined) parts.push(this.#repeated(last));
        continue;
      }
      const atom = this.#atom();
      // Flags are nothing themselves: what repeats behind them repeats what is before them.
      const before = atom.kind === "empty" ? parts.pop() : undefined;
      parts.push(this.#repeated(before ?? atom));
    }
    return { kind: "sequence", parts };
  }

  #take(): string {
    const char = this.#peek();
    this.#at++;
    return char;
  }

  #repeated(part: Syntax): Syntax {
    let syntax = part;
    for (let before = -1; ; ) {
      const from = this.#at;
      const bounds = this.#bounds();
      if (bounds === undefined) return syntax;
      if (part.kind === "empty") throw new RegexSyntaxError("missing argument to repetition operator", this.#text(from, this.#at + (this.#peek() === "?" ? 1 : 0)));
      if (before >= 0) throw new RegexSyntaxError("invalid nested repetition operator", this.#text(before, this.#at + (this.#peek() === "?" ? 1 : 0)));
      before = from;
      const isLazy = this.#takeIf("?") !== this.#flags.ungreedy;
      syntax = { kind: "repeat", part: syntax, ...bounds, isGreedy: !isLazy };
    }
  }

  #bounds(): { least: number; most: number } | undefined {
    if (this.#takeIf("*")) return { least: 0, most: Infinity };
    if (this.#takeIf("+")) return { least: 1, most: Infinity };
    if (this.#takeIf("?")) return { least: 0, most: 1 };
    const braces = this.#peek() === "{" ? /^\{(\d+)(,?)(\d*)\}/.exec(this.#chars.slice(this.#at, this.#at + 16).join("")) : null;
    if (braces === null || (braces[2] === "" && braces[3] !== "")) return undefined;
    const least = Number(braces[1]);
    const most = braces[2] === "" ? least : braces[3] === "" ? Infinity : Number(braces[3]);
    if (least > maxRepeat || (most !== Infinity && (most > maxRepeat || most < least))) throw new RegexSyntaxError("invalid repeat count", braces[0]);
    this.#at += braces[0].length;
    return { least, most };
  }

  #set(has: Has): Syntax {
    if (!this.#flags.ignoreCase) return { kind: "set", has };
    return { kind: "set", has: (code) => has(code) || variantsOf(code).some(has) };
  }

  #atom(): Syntax {
    const char = this.#take();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return this.#class();
      case ".":
        return { kind: "set", has: this.#flags.dotAll ? () => true : (code) => code !== 10 };
      case "^":
        return { kind: "assert", what: this.#flags.multiLine ? "line start" : "text start" };
      case "$":
        return { kind: "assert", what: this.#flags.multiLine ? "line end" : "text end" };
      case "*":
      case "+":
      case "?":
        throw new RegexSyntaxError("missing argument to repetition operator", this.#peek() === "?" ? `${char}?` : char);
      case "\\":
        return this.#escape();
      default:
        return this.#set(chars(char));
    }
  }

  #group(): Syntax {
    const from = this.#at - 1;
    const outer = this.#flags;
    if (this.#takeIf("?")) {
      const name = /^P?<([A-Za-z0-9_]+)>/.exec(this.#chars.slice(this.#at).join(""));
      if (name !== null) this.#at += name[0].length;
      else if (this.#readFlags(from)) return { kind: "empty" };
    }
    const syntax = this.#alternatives();
    if (!this.#takeIf(")")) throw new RegexSyntaxError("missing closing )", this.#text(0));
    this.#flags = outer;
    return syntax;
  }

  /** `(?i)` holds until the end of the group around it: true. `(?i:` opens one of its own: false. */
  #readFlags(from: number): boolean {
    const [whole, on = "", off = "", end] = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(this.#text(this.#at, this.#at + 16)) ?? [];
    if (whole === undefined) {
      const [flags = ""] = /^[imsU]*-?[imsU]*/.exec(this.#text(this.#at)) ?? [];
      const end = this.#at + flags.length;
      throw end >= this.#chars.length ? new RegexSyntaxError("missing closing )", this.#text(0)) : new RegexSyntaxError("invalid or unsupported Perl syntax", this.#text(from, end + 1));
    }
    this.#at += whole.length;
    const flag = (letter: string, before: boolean): boolean => (off.includes(letter) ? false : on.includes(letter) || before);
    this.#flags = { ignoreCase: flag("i", this.#flags.ignoreCase), multiLine: flag("m", this.#flags.multiLine), dotAll: flag("s", this.#flags.dotAll), ungreedy: flag("U", this.#flags.ungreedy) };
    return end === ")";
  }

  #escape(): Syntax {
    const char = this.#peek();
    if (char === "") throw new RegexSyntaxError("trailing backslash at end of expression", "");
    const assertion = ({ A: "text start", z: "text end", b: "word edge", B: "no word edge" } as const)[char];
    if (assertion !== undefined) {
      this.#at++;
      return { kind: "assert", what: assertion };
    }
    return this.#set(this.#escapedSet() ?? range(...this.#twice(this.#escapedCode())));
  }

  #twice(code: number): [number, number] {
    return [code, code];
  }

  /** `\d`, `\W`, `\pL`, `\P{Greek}`. */
  #escapedSet(): Has | undefined {
    const char = this.#peek();
    const known = perl[char.toLowerCase()];
    if (known !== undefined && /[dswDSW]/.test(char)) {
      this.#at++;
      return char === char.toLowerCase() ? known : not(known);
    }
    if (char !== "p" && char !== "P") return undefined;
    const from = this.#at - 1;
    this.#at++;
    const first = this.#take();
    let name = first;
    if (first === "{") {
      name = "";
      while (this.#peek() !== "}" && this.#peek() !== "") name += this.#take();
      this.#at++;
    }
    const has = unicodeSet(name.replace(/^\^/, ""));
    if (has === undefined) throw new RegexSyntaxError("invalid character class range", this.#text(from, this.#at));
    return (char === "P") !== name.startsWith("^") ? not(has) : has;
  }

  #escapedCode(): number {
    const from = this.#at - 1;
    const char = this.#take();
    if (char === "") throw new RegexSyntaxError("trailing backslash at end of expression", "");
    const control = controls[char];
    if (control !== undefined) return control;
    if (char === "x") return this.#hex();
    if (/[0-7]/.test(char)) return this.#octal(char);
    if (/[A-Za-z89]/.test(char)) throw new RegexSyntaxError("invalid escape sequence", this.#text(from, this.#at));
    return char.codePointAt(0) as number;
  }

  #octal(first: string): number {
    let digits = first;
    if (first !== "0" && !/[0-7]/.test(this.#peek())) throw new RegexSyntaxError("invalid escape sequence", `\\${first}`);
    while (digits.length < 3 && /[0-7]/.test(this.#peek())) digits += this.#take();
    return Number.parseInt(digits, 8);
  }

  #hex(): number {
    const from = this.#at - 2;
    let digits = "";
    if (this.#takeIf("{")) while (this.#at < this.#chars.length && !this.#takeIf("}")) digits += this.#take();
    else digits = this.#take() + this.#take();
    const code = /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
    if (!(code <= 0x10ffff)) throw new RegexSyntaxError("invalid escape sequence", this.#text(from, this.#at));
    return code;
  }

  #class(): Syntax {
    const from = this.#at - 1;
    const isNegated = this.#takeIf("^");
    const sets: Has[] = [];
    for (let isFirst = true; isFirst || this.#peek() !== "]"; isFirst = false) {
      if (this.#peek() === "") throw new RegexSyntaxError("missing closing ]", this.#text(from));
      sets.push(this.#classItem());
    }
    this.#at++;
    const has = union(sets);
    const folded = this.#flags.ignoreCase ? (code: number) => has(code) || variantsOf(code).some(has) : has;
    return { kind: "set", has: isNegated ? not(folded) : folded };
  }

  #classItem(): Has {
    const [, negation, name] = /^\[:(\^?)([a-z]+):\]/.exec(this.#chars.slice(this.#at, this.#at + 12).join("")) ?? [];
    if (name !== undefined) {
      const has = named[name];
      if (has === undefined) throw new RegexSyntaxError("invalid character class range", `[:${negation}${name}:]`);
      this.#at += name.length + (negation ?? "").length + 4;
      return negation === "^" ? not(has) : has;
    }
    const from = this.#at;
    if (this.#takeIf("\\")) {
      const set = this.#escapedSet();
      if (set !== undefined) return set;
      return this.#classRange(this.#escapedCode(), from);
    }
    return this.#classRange(this.#take().codePointAt(0) as number, from);
  }

  #classRange(low: number, from: number): Has {
    if (this.#peek() !== "-" || this.#peek(1) === "]" || this.#peek(1) === "") return range(low, low);
    this.#at++;
    const high = this.#takeIf("\\") ? this.#escapedCode() : (this.#take().codePointAt(0) as number);
    if (high < low) throw new RegexSyntaxError("invalid character class range", this.#text(from, this.#at));
    return range(low, high);
  }
}

function variantsOf(code: number): number[] {
  const char = String.fromCodePoint(code);
  return [...char.toLowerCase(), ...char.toUpperCase()].map((variant) => variant.codePointAt(0) as number);
}

function unicodeSet(name: string): Has | undefined {
  if (name === "Any") return () => true;
  for (const property of [name, `Script=${name}`]) {
    try {
      const pattern = new RegExp(`^\\p{${property}}$`, "u");
      if (/^[A-Z][a-z]?$/.test(name) || property !== name) return (code) => pattern.test(String.fromCodePoint(code));
    } catch {
      // Not that kind of property: the next kind, or none.
    }
  }
  return undefined;
}
