import { inAnyCase, not, only, type CharSet } from "./char-set.ts";
import { characterAt, readBrackets, readEscape, readNamedClass } from "./parse-class.ts";
import { character, choice, type Expression, GoRegexpError, group, type Place, place, repeat, sequence, sizeOf } from "./syntax.ts";

interface Flags {
  readonly anyCase: boolean;
  readonly manyLines: boolean;
  readonly dotTakesNewline: boolean;
}

/** An open group: what its earlier alternatives were, the one under way, and the flags that hold again after it. */
interface Group {
  readonly choices: Expression[];
  parts: Expression[];
  readonly flagsOutside: Flags;
  readonly isCapturing: boolean;
}

const mostRepeats = 1000;
const deepestNesting = 1000;
/** Source: regexp/syntax maxSize: 128 MiB of instructions of 40 bytes. */
const mostInstructions = 3_355_443;
const anything: CharSet = () => true;
const escapedPlaces: Readonly<Record<string, Place>> = { A: "begin-text", z: "end-text", b: "word-boundary", B: "no-word-boundary" };

/** Takes an expression of Go's apart (RE2 syntax, flags of regexp.Compile). Throws GoRegexpError. Source: Go regexp/syntax parse.go. */
export function parseGoRegexp(pattern: string): Expression {
  return new Parser(pattern).parse();
}

class Parser {
  readonly #pattern: string;
  #at = 0;
  #flags: Flags = { anyCase: false, manyLines: false, dotTakesNewline: false };
  readonly #groups: Group[] = [];
  /** Where the repetition that has just been read began, for `a**` is refused. */
  #repeatFrom: number | undefined;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): Expression {
    this.#open(false);
    while (this.#at < this.#pattern.length) {
      const before = this.#repeatFrom;
      this.#repeatFrom = undefined;
      this.#step(before);
    }
    if (this.#groups.length > 1) throw new GoRegexpError("missing closing )", this.#pattern);
    const whole = this.#close();
    if (whole.height > deepestNesting) throw this.#tooDeep();
    if (sizeOf(whole) > mostInstructions) throw new GoRegexpError("expression too large", this.#pattern);
    return whole;
  }

  #step(repeatBefore: number | undefined): void {
    const pattern = this.#pattern;
    const start = this.#at;
    const sign = characterAt(pattern, start);
    this.#at += sign.length;
    switch (sign) {
      case "(":
        return pattern[this.#at] === "?" ? this.#openFlagged(start) : this.#open(true);
      case ")":
        if (this.#groups.length === 1) throw new GoRegexpError("unexpected )", pattern);
        this.#push(this.#close());
        return;
      case "|":
        this.#top().choices.push(sequence(this.#top().parts));
        this.#top().parts = [];
        return;
      case "^":
        return this.#push(place(this.#flags.manyLines ? "begin-line" : "begin-text"));
      case "$":
        return this.#push(place(this.#flags.manyLines ? "end-line" : "end-text"));
      case ".":
        return this.#push(character(this.#flags.dotTakesNewline ? anything : not(only(0x0a))));
      case "[":
        return this.#pushRead(readBrackets(pattern, start, this.#flags.anyCase));
      case "*":
        return this.#repeat({ min: 0, max: Infinity, start, repeatBefore });
      case "+":
        return this.#repeat({ min: 1, max: Infinity, start, repeatBefore });
      case "?":
        return this.#repeat({ min: 0, max: 1, start, repeatBefore });
      case "{":
        return this.#braces(start, repeatBefore);
      case "\\":
        return this.#escape(start);
      default:
        return this.#literal(sign.codePointAt(0) as number);
    }
  }

  #open(isCapturing: boolean): void {
    this.#groups.push({ choices: [], parts: [], flagsOutside: this.#flags, isCapturing });
  }

  #close(): Expression {
    const { choices, parts, flagsOutside, isCapturing } = this.#groups.pop() as Group;
    this.#flags = flagsOutside;
    const whole = choices.length === 0 ? sequence(parts) : choice([...choices, sequence(parts)]);
    return isCapturing ? group(whole) : whole;
  }

  /** `(?P<name>`, `(?i)`, `(?s-m:`. Source: regexp/syntax parsePerlFlags. */
  #openFlagged(start: number): void {
    const rest = this.#pattern.slice(start);
    const named = /^\(\?P?</.exec(rest);
    if (named !== null && rest.length > named[0].length) {
      const end = rest.indexOf(">");
      if (end < 0) throw new GoRegexpError("invalid named capture", rest);
      if (!/^\w+$/.test(rest.slice(named[0].length, end))) throw new GoRegexpError("invalid named capture", rest.slice(0, end + 1));
      this.#at = start + end + 1;
      return this.#open(true);
    }
    const written = /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (written === null) throw badFlags(rest);
    const [whole, set = "", cleared = "", end] = written;
    const flag = (letter: string, now: boolean) => (set.includes(letter) || now) && !cleared.includes(letter);
    const { anyCase, manyLines, dotTakesNewline } = this.#flags;
    this.#at = start + whole.length;
    if (end === ":") this.#open(false);
    this.#flags = { anyCase: flag("i", anyCase), manyLines: flag("m", manyLines), dotTakesNewline: flag("s", dotTakesNewline) };
  }

  #braces(start: number, repeatBefore: number | undefined): void {
    const written = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(this.#pattern.slice(start));
    if (written === null) return this.#literal(0x7b);
    const min = Number(written[1]);
    const max = written[2] === undefined ? min : written[3] === undefined ? Infinity : Number(written[3]);
    this.#at = start + written[0].length;
    if (min > mostRepeats || (max !== Infinity && max > mostRepeats) || min > max) throw new GoRegexpError("invalid repeat count", written[0]);
    this.#repeat({ min, max, start, repeatBefore });
  }

  #repeat({ min, max, start, repeatBefore }: { min: number; max: number; start: number; repeatBefore: number | undefined }): void {
    // Whether it would rather take less makes no difference to whether it matches.
    if (this.#pattern[this.#at] === "?") this.#at++;
    const written = this.#pattern.slice(start, this.#at);
    if (repeatBefore !== undefined) throw new GoRegexpError("invalid nested repetition operator", this.#pattern.slice(repeatBefore, this.#at));
    const of = this.#top().parts.pop();
    if (of === undefined) throw new GoRegexpError("missing argument to repetition operator", written);
    const repeated = repeat(of, min, max);
    if ((min >= 2 || (max !== Infinity && max >= 2)) && !repeatsAtMost(repeated, mostRepeats)) throw new GoRegexpError("invalid repeat count", written);
    this.#push(repeated);
    this.#repeatFrom = start;
  }

  #escape(start: number): void {
    const letter = this.#pattern[start + 1] ?? "";
    const at = escapedPlaces[letter];
    if (at !== undefined) {
      this.#at = start + 2;
      return this.#push(place(at));
    }
    if (letter === "C") throw new GoRegexpError("invalid escape sequence", "\\C");
    if (letter === "Q") return this.#quoted(start + 2);
    const named = readNamedClass(this.#pattern, start, this.#flags.anyCase);
    if (named !== undefined) return this.#pushRead(named);
    const { value, next } = readEscape(this.#pattern, start);
    this.#at = next;
    this.#literal(value);
  }

  #quoted(from: number): void {
    const end = this.#pattern.indexOf("\\E", from);
    for (const quoted of this.#pattern.slice(from, end < 0 ? undefined : end)) this.#literal(quoted.codePointAt(0) as number);
    this.#at = end < 0 ? this.#pattern.length : end + 2;
  }

  #literal(code: number): void {
    this.#push(character(this.#flags.anyCase ? inAnyCase(only(code)) : only(code)));
  }

  #pushRead({ value, next }: { readonly value: CharSet; readonly next: number }): void {
    this.#at = next;
    this.#push(character(value));
  }

  #push(expression: Expression): void {
    if (expression.height > deepestNesting) throw this.#tooDeep();
    this.#top().parts.push(expression);
  }

  #tooDeep(): GoRegexpError {
    return new GoRegexpError("expression nests too deeply", this.#pattern);
  }

  #top(): Group {
    return this.#groups.at(-1) as Group;
  }
}

/** Go reads flags up to the first letter that is none. */
function badFlags(rest: string): GoRegexpError {
  const good = /^\(\?[imsU]*(?:-[imsU]*)?/.exec(rest)?.[0] ?? "";
  const last = good.length === rest.length ? "" : characterAt(rest, good.length);
  return new GoRegexpError("invalid or unsupported Perl syntax", good + last);
}

/** Repetitions inside repetitions multiply; a thousand is the most. Source: regexp/syntax repeatIsValid. */
function repeatsAtMost(expression: Expression, most: number): boolean {
  switch (expression.type) {
    case "repeat": {
      const { min, max, of } = expression;
      if (max === 0) return true;
      const times = max === Infinity ? min : max;
      if (times > most) return false;
      return repeatsAtMost(of, times > 1 ? Math.trunc(most / times) : most);
    }
    case "group":
      return repeatsAtMost(expression.of, most);
    case "sequence":
    case "choice":
      return expression.parts.every((part) => repeatsAtMost(part, most));
    default:
      return true;
  }
}
