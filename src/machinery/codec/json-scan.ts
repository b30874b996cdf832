/**
 * A second, careful look at JSON text: what is wrong with it, in the words of Go's encoding/json, and which fields are
 * there twice, which `JSON.parse` does not tell. Only for text that failed to parse or that must be strict.
 */

/** How deep objects and lists may nest. Go stops at 10,000; our walks over values are recursive and must never run out of stack. */
export const maxDepth = 1_000;

/** Upstream reports no more than this many strict errors. */
const maxFindings = 100;

/** A field that is there twice, or that nobody knows. */
export interface Finding {
  /** As `spec.containers[0].image`. */
  readonly path: string;
  readonly isUnknown: boolean;
}

export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
}

/** Reads the text to its end: the paths of what is there twice, each once. Throws JsonSyntaxError where it stops being JSON. */
export function scanJson(text: string): string[] {
  return findInJson(text, new Set()).map(({ path }) => path);
}

/** The fields that are there twice and those of `unknown`, each once, in the order of the text. What is inside an unknown field is not looked at. */
export function findInJson(text: string, unknown: ReadonlySet<string>): Finding[] {
  return new Scanner(text, unknown).scan();
}

class Scanner {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  readonly #path: string[] = [];
  readonly #unknown: ReadonlySet<string>;
  readonly #findings = new Map<string, Finding>();
  /** Unknown fields around where the scanner stands. */
  #unknownAround = 0;

  constructor(text: string, unknown: ReadonlySet<string>) {
    this.#text = text;
    this.#unknown = unknown;
  }

  scan(): Finding[] {
    this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#invalid("after top-level value");
    return [...this.#findings.values()];
  }

  #find(path: string, isUnknown: boolean): void {
    if (this.#unknownAround === 0 && this.#findings.size < maxFindings && !this.#findings.has(path)) this.#findings.set(path, { path, isUnknown });
  }

  #value(): void {
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case "{":
        this.#nested(() => this.#object());
        break;
      case "[":
        this.#nested(() => this.#list());
        break;
      case '"':
        this.#string();
        break;
      case "t":
        this.#literal("true");
        break;
      case "f":
        this.#literal("false");
        break;
      case "n":
        this.#literal("null");
        break;
      default:
        this.#number();
    }
  }

  #nested(read: () => void): void {
    if (++this.#depth > maxDepth) throw new JsonSyntaxError("exceeded max depth");
    this.#at++;
    read();
    this.#depth--;
  }

  #object(): void {
    const seen = new Set<string>();
    if (this.#ends("}")) return;
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') throw this.#invalid("looking for beginning of object key string");
      const key = this.#string();
      this.#path.push(this.#path.length === 0 ? key : `.${key}`);
      const isUnknown = this.#unknown.size > 0 && this.#unknown.has(this.#path.join(""));
      if (isUnknown || seen.has(key)) this.#find(this.#path.join(""), isUnknown);
      seen.add(key);
      this.#skipSpace();
      if (this.#text[this.#at] !== ":") throw this.#invalid("after object key");
      this.#at++;
      if (isUnknown) this.#unknownAround++;
      this.#value();
      if (isUnknown) this.#unknownAround--;
      this.#path.pop();
      if (this.#ends("}")) return;
      if (this.#text[this.#at] !== ",") throw this.#invalid("after object key:value pair");
      this.#at++;
    }
  }

  #list(): void {
    if (this.#ends("]")) return;
    for (let index = 0; ; index++) {
      this.#path.push(`[${index}]`);
      this.#value();
      this.#path.pop();
      if (this.#ends("]")) return;
      if (this.#text[this.#at] !== ",") throw this.#invalid("after array element");
      this.#at++;
    }
  }

  #ends(bracket: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== bracket) return false;
    this.#at++;
    return true;
  }

  #string(): string {
    const start = this.#at++;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      if (Number.isNaN(code) || code < 0x20) throw this.#invalid("in string literal");
      if (code === 0x5c) this.#escape();
      this.#at++;
    }
    this.#at++;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  /** Leaves off at the last character of the escape. */
  #escape(): void {
    this.#at++;
    const escaped = this.#text[this.#at];
    if (escaped === undefined || !'"\\/bfnrtu'.includes(escaped)) throw this.#invalid("in string escape code");
    if (escaped !== "u") return;
    for (let digit = 0; digit < 4; digit++) {
      this.#at++;
      if (!/^[0-9a-fA-F]$/.test(this.#text[this.#at] ?? "")) throw this.#invalid("in \\u hexadecimal character escape");
    }
  }

  #literal(word: string): void {
    for (let index = 0; index < word.length; index++, this.#at++) {
      if (this.#text[this.#at] !== word[index]) throw this.#invalid(`in literal ${word} (expecting '${word[index]}')`);
    }
  }

  #number(): void {
    const isNegative = this.#text[this.#at] === "-";
    if (isNegative) this.#at++;
    if (this.#text[this.#at] === "0") this.#at++;
    else if (!this.#digits()) throw this.#invalid(isNegative ? "in numeric literal" : "looking for beginning of value");
    if (this.#text[this.#at] === ".") {
      this.#at++;
      if (!this.#digits()) throw this.#invalid("after decimal point in numeric literal");
    }
    if (this.#text[this.#at] === "e" || this.#text[this.#at] === "E") {
      this.#at++;
      if (this.#text[this.#at] === "+" || this.#text[this.#at] === "-") this.#at++;
      if (!this.#digits()) throw this.#invalid("in exponent of numeric literal");
    }
  }

  #digits(): boolean {
    const start = this.#at;
    while (this.#at < this.#text.length && isDigit(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#at > start;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #invalid(context: string): JsonSyntaxError {
    const character = this.#text[this.#at];
    if (character === undefined) return new JsonSyntaxError("unexpected end of JSON input");
    return new JsonSyntaxError(`invalid character ${quoteCharacter(character)} ${context}`);
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** As Go quotes a character in its syntax errors. */
function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}
