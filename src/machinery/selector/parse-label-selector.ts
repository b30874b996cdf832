import { formatFieldErrors } from "../errors/field-errors.ts";
import { keyErrors, newRequirement, type Requirement, SelectorError, type SelectorOperator } from "./requirement.ts";

/**
 * The text form of label selectors:
 *
 *     selector    := requirement ("," requirement)*
 *     requirement := key | "!" key | key ("=" | "==" | "!=" | ">" | "<") value | key ("in" | "notin") "(" values ")"
 *
 * Errors are in the words of apimachinery pkg/labels, which reach users through kubectl.
 */

type TokenKind = "word" | "operator" | "in" | "(" | ")" | "," | "!" | "end";

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const special = "=!(),><";
const whitespace = " \t\r\n";
const symbols: Readonly<Record<string, TokenKind>> = {
  ")": ")",
  "(": "(",
  ",": ",",
  "!": "!",
  "=": "operator",
  "==": "operator",
  "!=": "operator",
  ">": "operator",
  "<": "operator",
};
const operators: Readonly<Record<string, SelectorOperator>> = { "=": "=", "==": "==", "!=": "!=", ">": "gt", "<": "lt", in: "in", notin: "notin" };
const binaryOperators = "in, notin, =, ==, !=, gt, lt";

export function parseRequirements(text: string): Requirement[] {
  return new Parser(scan(text)).selector();
}

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] as string;
    if (whitespace.includes(character)) {
      at++;
      continue;
    }
    const token = special.includes(character) ? symbolAt(text, at) : wordAt(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  return [...tokens, { kind: "end", text: "" }];
}

/** The longest symbol that starts here: `==` before `=`. */
function symbolAt(text: string, at: number): Token {
  const two = text.slice(at, at + 2);
  const symbol = symbols[two] === undefined ? (text[at] as string) : two;
  return { kind: symbols[symbol] as TokenKind, text: symbol };
}

function wordAt(text: string, at: number): Token {
  let end = at;
  while (end < text.length && !special.includes(text[end] as string) && !whitespace.includes(text[end] as string)) end++;
  const word = text.slice(at, end);
  return { kind: word === "in" || word === "notin" ? "in" : "word", text: word };
}

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  selector(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const first = this.#peek();
      if (first.kind === "end") return requirements;
      if (!startsRequirement(first)) throw found(first, ", expected: !, identifier, or 'end of string'");
      requirements.push(this.#requirement());
      const next = this.#take();
      if (next.kind === "end") return requirements;
      if (next.kind !== ",") throw found(next, ", expected: ',' or 'end of string'");
      if (!startsRequirement(this.#peek())) throw found(this.#peek(), ", expected: identifier after ','");
    }
  }

  #requirement(): Requirement {
    try {
      return this.#readRequirement();
    } catch (error) {
      throw error instanceof SelectorError ? new SelectorError(`unable to parse requirement: ${error.message}`) : error;
    }
  }

  #readRequirement(): Requirement {
    let key = this.#take();
    const isNegated = key.kind === "!";
    if (isNegated) key = this.#take();
    if (!isWord(key)) throw found(key, ", expected: identifier");
    // Upstream checks the key on the way with no path at hand, which prints as <nil>.
    const wrong = keyErrors(key.text, "<nil>");
    if (wrong.length > 0) throw new SelectorError(formatFieldErrors(wrong));
    if (isNegated) return newRequirement(key.text, "!", []);
    const following = this.#peek();
    if (following.kind === "end" || following.kind === ",") return newRequirement(key.text, "exists", []);
    const operator = this.#operator();
    const values = operator === "in" || operator === "notin" ? this.#values() : [this.#value()];
    return newRequirement(key.text, operator, values);
  }

  #operator(): SelectorOperator {
    const token = this.#take();
    if (token.kind !== "operator" && token.kind !== "in") throw found(token, `, expected: ${binaryOperators}`);
    return operators[token.text] as SelectorOperator;
  }

  #value(): string {
    const next = this.#peek();
    if (next.kind === "end" || next.kind === ",") return "";
    const token = this.#take();
    if (!isWord(token)) throw found(token, ", expected: identifier");
    return token.text;
  }

  /** The values between parentheses, sorted and each once. Nothing between two commas is the empty value. */
  #values(): string[] {
    const open = this.#take();
    if (open.kind !== "(") throw found(open, " expected: '('");
    const first = this.#peek();
    if (!isWord(first) && first.kind !== "," && first.kind !== ")") throw found(first, ", expected: ',', ')' or identifier");
    const values = new Set<string>();
    for (;;) {
      const token = this.#peek();
      if (isWord(token)) {
        values.add(this.#take().text);
        const next = this.#peek();
        if (next.kind !== "," && next.kind !== ")") throw found(next, ", expected: ',' or ')'");
      } else if (token.kind === "," || token.kind === ")") {
        values.add("");
      } else {
        throw found(token, ", expected: ',', or identifier");
      }
      if (this.#take().kind === ")") return [...values].sort();
    }
  }

  #peek(): Token {
    return this.#tokens[this.#position] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#position++;
    return token;
  }
}

/** `in` and `notin` are words wherever an operator is not asked for. */
function isWord(token: Token): boolean {
  return token.kind === "word" || token.kind === "in";
}

function startsRequirement(token: Token): boolean {
  return isWord(token) || token.kind === "!";
}

function found(token: Token, expectation: string): SelectorError {
  return new SelectorError(`found '${token.text}'${expectation}`);
}
