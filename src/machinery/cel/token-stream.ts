import { type Token, type TokenKind, tokenize, tokenKinds } from "./lexer.ts";
import type { Issues } from "./source.ts";

/** A rule does not fit; what is wrong was reported. */
class Unparsable extends Error {
  override readonly name = "Unparsable";
}

/** Parsing is given up. */
export class Abandoned extends Error {
  override readonly name = "Abandoned";
}

/** What may come after an expression that stands between brackets. */
export interface Enclosure {
  readonly closer: TokenKind;
  readonly hasCommas: boolean;
}

const blanks = /[\t \r\n\f]+|\/\/[^\n]*/g;
const binaryOperators: readonly TokenKind[] = ["==", "!=", "in", "<", "<=", ">=", ">", "&&", "||", "?", "+", "-", "*", "/", "%"];
export const expressionStarts: readonly TokenKind[] = ["[", "{", "(", ".", "-", "!", "true", "false", "null", "NUM_FLOAT", "NUM_INT", "NUM_UINT", "STRING", "BYTES", "IDENTIFIER"];

/** So often a parser may look for a place to go on. Source: cel-go parser errorRecoveryLimit. */
const maxRecoveries = 30;

/**
 * Tokens one after another, and errors in the words of the parser that upstream generates with ANTLR: one token too many is
 * left out, one that is missing is taken as read; of anything else the rule at hand is given up, and the next token that may
 * come after it is looked for. Nothing more is reported until a token fits again. Source: ANTLR 4 DefaultErrorStrategy.
 */
export class TokenStream {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #issues: Issues;
  readonly #enclosures: Enclosure[] = [];
  #next = 0;
  #isRecovering = false;
  #recoveries = 0;
  /** Rules that were given up at a token already: the next one leaves it out, so that parsing comes to an end. */
  #givenUp: { at: number; rules: string[] } = { at: -1, rules: [] };

  constructor(text: string, issues: Issues) {
    this.#text = text;
    this.#issues = issues;
    this.#tokens = tokenize(text, issues);
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token;
  }

  isAt(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.peek().kind);
  }

  take(): Token {
    const token = this.peek();
    this.#next++;
    this.#isRecovering = false;
    this.#givenUp = { at: -1, rules: [] };
    return token;
  }

  /** Parses by a rule; where it does not fit, `otherwise` stands for what it would have given. */
  rule<T>(name: "entries" | "expression" | "member" | "primary" | "start" | "unary", parse: () => T, otherwise: () => T): T {
    const depth = this.#enclosures.length;
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof Unparsable)) throw error;
      this.#enclosures.length = depth;
      this.#recover(name);
      return otherwise();
    }
  }

  takeIf(kind: TokenKind): Token | undefined {
    return this.isAt(kind) ? this.take() : undefined;
  }

  expect(kind: TokenKind): Token {
    if (this.isAt(kind)) return this.take();
    const found = this.peek();
    this.#countRecovery();
    if (this.#leaveOut([kind])) return this.take();
    if (this.#mayFollow(found.kind, kind)) {
      this.#report(found, `missing ${show(kind)} at ${quoteToken(found.text)}`);
      this.#isRecovering = true;
      return { kind, text: "", start: found.start };
    }
    throw this.#mismatch(found, [kind]);
  }

  /** Stops at a token that nothing here can begin or end with, unless it is one too many. */
  sync(...expected: readonly TokenKind[]): void {
    if (this.#isRecovering || this.isAt(...expected) || this.#leaveOut(expected)) return;
    throw this.#mismatch(this.peek(), expected);
  }

  /** The same within a loop: what does not fit is left out until something may come after the rule. */
  syncLoop(...expected: readonly TokenKind[]): void {
    if (this.#isRecovering || this.isAt(...expected)) return;
    this.#report(this.peek(), `extraneous input ${quoteToken(this.peek().text)} expecting ${showAll(expected)}`);
    this.#isRecovering = true;
    const wanted = [...expected, ...this.#mayComeAfter("unary")];
    while (!this.isAt("<EOF>", ...wanted)) this.#next++;
  }

  /** No rule fits what begins at `from`; what comes after it is to blame. */
  noViable(from: Token, found: Token): Unparsable {
    const between = this.#text.slice(from.start + from.text.length, found.start);
    const input = `${from.text}${(between.match(blanks) ?? []).join("")}${found.kind === "<EOF>" ? "" : found.text}`;
    const isReserved = /^.(?:true|false|null)$/.test(input);
    this.#report(found, isReserved ? `mismatched input '${input.slice(1)}' expecting IDENTIFIER` : `no viable alternative at input ${quoteToken(input)}`);
    this.#isRecovering = true;
    return new Unparsable();
  }

  within<T>(enclosure: Enclosure, parse: () => T): T {
    this.#enclosures.push(enclosure);
    const parsed = parse();
    this.#enclosures.pop();
    return parsed;
  }

  #recover(rule: string): void {
    this.#countRecovery();
    if (this.#givenUp.at === this.#next && this.#givenUp.rules.includes(rule) && !this.isAt("<EOF>")) this.#next++;
    this.#givenUp = { at: this.#next, rules: this.#givenUp.at === this.#next ? [...this.#givenUp.rules, rule] : [rule] };
    const after = this.#mayComeAfter(rule);
    while (!this.isAt("<EOF>", ...after)) this.#next++;
  }

  #countRecovery(): void {
    if (this.#recoveries++ < maxRecoveries) return;
    this.#issues.report(this.peek().start, `Syntax error: error recovery attempt limit exceeded: ${maxRecoveries}`);
    throw new Abandoned();
  }

  #mayComeAfter(rule: string): TokenKind[] {
    const isOperand = rule === "member" || rule === "primary" || this.#enclosures.length > 0;
    const around = this.#enclosures.flatMap(({ closer, hasCommas }): TokenKind[] => (hasCommas ? [closer, ","] : [closer]));
    return [...binaryOperators, ...(isOperand ? ([".", "["] as const) : []), ...around];
  }

  #leaveOut(expected: readonly TokenKind[]): boolean {
    if (!expected.includes(this.peek(1).kind) || this.peek().kind === "<EOF>") return false;
    this.#report(this.peek(), `extraneous input ${quoteToken(this.peek().text)} expecting ${showAll(expected)}`);
    this.#next++;
    return true;
  }

  /** Whether a token could stand just behind one that is missing. */
  #mayFollow(found: TokenKind, missing: TokenKind): boolean {
    if (missing === ":") return expressionStarts.includes(found);
    if (missing !== ")" && missing !== "]" && missing !== "}") return false;
    const outer = this.#enclosures.at(-1);
    if (binaryOperators.includes(found) || found === "." || found === "[") return true;
    return outer === undefined ? found === "<EOF>" : found === outer.closer || (outer.hasCommas && found === ",");
  }

  #mismatch(found: Token, expected: readonly TokenKind[]): Unparsable {
    this.#report(found, `mismatched input ${quoteToken(found.text)} expecting ${showAll(expected)}`);
    this.#isRecovering = true;
    return new Unparsable();
  }

  #report({ start }: Token, message: string): void {
    if (this.#isRecovering) return;
    this.#issues.report(start, `Syntax error: ${message}`);
  }
}

function quoteToken(text: string): string {
  return `'${text.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t")}'`;
}

function show(kind: TokenKind): string {
  return /^[A-Z<]/.test(kind) && kind !== "<" && kind !== "<=" ? kind : `'${kind}'`;
}

function showAll(kinds: readonly TokenKind[]): string {
  if (kinds.length === 1) return show(kinds[0] as TokenKind);
  return `{${tokenKinds.filter((kind) => kinds.includes(kind)).map(show).join(", ")}}`;
}
