import { childrenOf, type Expression, type ListLiteral, type MapLiteral, type Select, type StructLiteral } from "./ast.ts";
import { call, literal, memberCall } from "./build.ts";
import { readLiteral } from "./literals.ts";
import type { Token, TokenKind } from "./lexer.ts";
import { type Macro, MacroError, macroKey } from "./macro.ts";
import type { Issues } from "./source.ts";
import { Abandoned, expressionStarts, TokenStream } from "./token-stream.ts";
import { dynType } from "./types.ts";

/** Source: cel-go parser/parser.go, whose defaults Kubernetes keeps. */
const maxDepth = 250;
const maxCharacters = 100_000;
/** Macros that need a part twice double it each time they are nested. Upstream has no limit but its patience. */
const maxCopies = 20_000;

const reserved: ReadonlySet<string> = new Set("as break const continue else false for function if import in let loop package namespace null return true var void while".split(" "));
const relations: Readonly<Partial<Record<TokenKind, string>>> = { "<": "_<_", "<=": "_<=_", ">": "_>_", ">=": "_>=_", "==": "_==_", "!=": "_!=_", in: "@in" };
const sums: Readonly<Partial<Record<TokenKind, string>>> = { "+": "_+_", "-": "_-_" };
const products: Readonly<Partial<Record<TokenKind, string>>> = { "*": "_*_", "/": "_/_", "%": "_%_" };

/** The expression with its macros expanded, or undefined where issues say why there is none. */
export function parse(text: string, macros: ReadonlyMap<string, Macro>, issues: Issues): Expression | undefined {
  const characters = [...text].length;
  if (characters > maxCharacters) {
    issues.report(-1, `expression code point size exceeds limit: size: ${characters}, limit ${maxCharacters}`);
    return undefined;
  }
  try {
    const expression = new Parser(text, macros, issues).parseAll();
    return issues.isEmpty ? expression : undefined;
  } catch (error) {
    if (error instanceof Abandoned) return undefined;
    throw error;
  }
}

/** By recursive descent, a method a rule of the grammar. Source: cel-go parser/gen/CEL.g4. */
class Parser {
  readonly #tokens: TokenStream;
  readonly #macros: ReadonlyMap<string, Macro>;
  readonly #issues: Issues;
  /** How deep each operation is, so that nothing later runs out of stack. */
  readonly #depths = new WeakMap<Expression, number>();
  #nesting = 0;
  #copies = 0;

  constructor(text: string, macros: ReadonlyMap<string, Macro>, issues: Issues) {
    this.#tokens = new TokenStream(text, issues);
    this.#macros = macros;
    this.#issues = issues;
  }

  parseAll(): Expression {
    const expression = this.#expression();
    this.#tokens.rule("start", () => this.#tokens.expect("<EOF>"), () => this.#tokens.peek());
    return expression;
  }

  /** Stands for what could not be read; nothing looks at it. */
  #unread(): Expression {
    return literal(this.#tokens.peek().start, { type: "null" });
  }

  #expression(): Expression {
    if (++this.#nesting > maxDepth) throw this.#tooDeep(`expression recursion limit exceeded: ${maxDepth}`);
    const condition = this.#logical("||", "_||_", () => this.#logical("&&", "_&&_", () => this.#relation()));
    const mark = this.#tokens.takeIf("?");
    let expression = condition;
    if (mark !== undefined) expression = this.#tokens.rule("expression", () => this.#choice(mark, condition), () => this.#unread());
    this.#nesting--;
    return expression;
  }

  #choice({ start }: Token, condition: Expression): Expression {
    const yes = this.#tokens.within({ closer: ":", hasCommas: false }, () => this.#logical("||", "_||_", () => this.#logical("&&", "_&&_", () => this.#relation())));
    this.#tokens.expect(":");
    const no = this.#expression();
    return this.#deepen(call(start, "_?_:_", condition, yes, no), condition, yes, no);
  }

  /** Terms of a long chain are halved again and again, so that it does not become a deep tree. */
  #logical(kind: TokenKind, name: string, term: () => Expression): Expression {
    const terms = [term()];
    const places: number[] = [];
    while (this.#tokens.isAt(kind)) {
      places.push(this.#tokens.take().start);
      terms.push(term());
    }
    const join = (low: number, high: number): Expression => {
      const middle = Math.floor((low + high + 1) / 2);
      const left = middle === low ? (terms[middle] as Expression) : join(low, middle - 1);
      const right = middle === high ? (terms[middle + 1] as Expression) : join(middle + 1, high);
      return call(places[middle] as number, name, left, right);
    };
    return terms.length === 1 ? (terms[0] as Expression) : join(0, places.length - 1);
  }

  #relation(): Expression {
    return this.#binary(relations, () => this.#sum());
  }

  #sum(): Expression {
    return this.#binary(sums, () => this.#binary(products, () => this.#unary()));
  }

  #binary(names: Readonly<Partial<Record<TokenKind, string>>>, operand: () => Expression): Expression {
    let left = operand();
    for (let name = names[this.#tokens.peek().kind]; name !== undefined; name = names[this.#tokens.peek().kind]) {
      const { start } = this.#tokens.take();
      const right = operand();
      left = this.#deepen(call(start, name, left, right), left, right);
    }
    return left;
  }

  #unary(): Expression {
    return this.#tokens.rule("unary", () => {
      this.#tokens.sync(...expressionStarts);
      if (this.#tokens.isAt("!")) return this.#repeated("!", "!_");
      if (this.#tokens.isAt("-") && !expressionStarts.includes(this.#tokens.peek(1).kind)) throw this.#tokens.noViable(this.#tokens.peek(), this.#tokens.peek(1));
      const isNumber = ["NUM_INT", "NUM_FLOAT"].includes(this.#tokens.peek(1).kind);
      return this.#tokens.isAt("-") && !isNumber ? this.#repeated("-", "-_") : this.#member();
    }, () => this.#unread());
  }

  /** Two of a kind are none. */
  #repeated(kind: TokenKind, name: string): Expression {
    const { start } = this.#tokens.peek();
    let count = 0;
    for (; this.#tokens.isAt(kind); count++) this.#tokens.take();
    this.#tokens.syncLoop(...expressionStarts);
    const operand = this.#member();
    return count % 2 === 0 ? operand : call(start, name, operand);
  }

  #member(): Expression {
    let expression = this.#tokens.rule("primary", () => this.#primary(), () => this.#unread());
    return this.#tokens.rule("member", () => {
      while (this.#tokens.isAt(".", "[")) expression = this.#tokens.isAt(".") ? this.#dot(expression) : this.#index(expression);
      return expression;
    }, () => this.#unread());
  }

  #dot(operand: Expression): Expression {
    if (!["?", "IDENTIFIER", "ESC_IDENTIFIER"].includes(this.#tokens.peek(1).kind)) throw this.#tokens.noViable(this.#tokens.peek(), this.#tokens.peek(1));
    const dot = this.#tokens.take();
    const isOptional = this.#tokens.takeIf("?") !== undefined;
    this.#tokens.sync("IDENTIFIER", "ESC_IDENTIFIER");
    const name = this.#tokens.take();
    if (name.kind === "ESC_IDENTIFIER") this.#issues.report(name.start, "unsupported syntax: '`'");
    if (isOptional) return this.#deepen(call(dot.start, "_?._", operand, literal(name.start, { type: "string", value: name.text })), operand);
    const open = name.kind === "IDENTIFIER" ? this.#tokens.takeIf("(") : undefined;
    if (open === undefined) return this.#deepen<Select>({ kind: "select", at: dot.start, type: dynType, operand, field: name.text, isTest: false }, operand);
    const args = this.#arguments();
    return this.#expanded(open, name.text, args, operand) ?? this.#deepen(memberCall(open.start, name.text, operand, ...args), operand, ...args);
  }

  #index(operand: Expression): Expression {
    const open = this.#tokens.take();
    this.#tokens.sync("?", ...expressionStarts);
    const isOptional = this.#tokens.takeIf("?") !== undefined;
    const index = this.#tokens.within({ closer: "]", hasCommas: false }, () => this.#expression());
    this.#tokens.expect("]");
    return this.#deepen(call(open.start, isOptional ? "_[?_]" : "_[_]", operand, index), operand, index);
  }

  #arguments(): Expression[] {
    this.#tokens.sync(...expressionStarts, ")");
    const args: Expression[] = [];
    if (!this.#tokens.isAt(")")) {
      this.#tokens.within({ closer: ")", hasCommas: true }, () => {
        do args.push(this.#expression());
        while (this.#tokens.takeIf(",") !== undefined);
      });
    }
    this.#tokens.expect(")");
    return args;
  }

  #primary(): Expression {
    this.#tokens.sync(...expressionStarts.filter((kind) => kind !== "!"));
    const token = this.#tokens.peek();
    switch (token.kind) {
      case "(": {
        this.#tokens.take();
        const expression = this.#tokens.within({ closer: ")", hasCommas: false }, () => this.#expression());
        this.#tokens.expect(")");
        return expression;
      }
      case "[":
        return this.#list();
      case "{":
        return this.#map();
      case ".":
      case "IDENTIFIER":
        return this.#named();
      default:
        return this.#literal();
    }
  }

  #literal(): Expression {
    const first = this.#tokens.peek();
    const isNegative = first.kind === "-";
    if (isNegative && !["NUM_INT", "NUM_FLOAT"].includes(this.#tokens.peek(1).kind)) throw this.#tokens.noViable(first, this.#tokens.peek(1));
    this.#tokens.take();
    const value = readLiteral(isNegative ? this.#tokens.take() : first, isNegative);
    if (typeof value !== "string") return literal(first.start, value);
    this.#issues.report(first.start, value);
    return literal(first.start, { type: "null" });
  }

  /** A variable, a function, or `a.b.C{...}`. */
  #named(): Expression {
    if (this.#tokens.isAt(".") && this.#tokens.peek(1).kind !== "IDENTIFIER") throw this.#tokens.noViable(this.#tokens.peek(), this.#tokens.peek(1));
    const dot = this.#tokens.takeIf(".");
    let parts = 1;
    while (this.#tokens.peek(2 * parts - 1).kind === "." && this.#tokens.peek(2 * parts).kind === "IDENTIFIER") parts++;
    if (this.#tokens.peek(2 * parts - 1).kind === "{") return this.#struct(parts, dot?.text ?? "");
    const name = this.#tokens.take();
    const written = `${dot?.text ?? ""}${name.text}`;
    const isReserved = reserved.has(name.text);
    if (isReserved) this.#issues.report((dot ?? name).start, `reserved identifier: ${name.text}`);
    const open = this.#tokens.takeIf("(");
    if (open === undefined) return isReserved ? literal(name.start, { type: "null" }) : { kind: "identifier", at: name.start, type: dynType, name: written };
    const args = this.#arguments();
    return this.#expanded(open, written, args) ?? this.#deepen(call(open.start, written, ...args), ...args);
  }

  #list(): Expression {
    const { start } = this.#tokens.take();
    const elements: { value: Expression; isOptional: boolean }[] = [];
    this.#items("]", ["?", ...expressionStarts], () => {
      const isOptional = this.#tokens.takeIf("?") !== undefined;
      elements.push({ value: this.#expression(), isOptional });
    });
    return this.#deepen<ListLiteral>({ kind: "list", at: start, type: dynType, elements }, ...elements.map(({ value }) => value));
  }

  #map(): Expression {
    const { start } = this.#tokens.take();
    const entries: MapLiteral["entries"][number][] = [];
    this.#items("}", ["?", ...expressionStarts], () => {
      const isOptional = this.#tokens.takeIf("?") !== undefined;
      const key = this.#expression();
      this.#tokens.expect(":");
      entries.push({ key, value: this.#expression(), isOptional });
    }, "entries");
    return this.#deepen<MapLiteral>({ kind: "map", at: start, type: dynType, entries }, ...entries.flatMap(({ key, value }) => [key, value]));
  }

  #struct(parts: number, dot: string): Expression {
    const names = [this.#tokens.take().text];
    for (let part = 1; part < parts; part++) {
      this.#tokens.take();
      names.push(this.#tokens.take().text);
    }
    const { start } = this.#tokens.take();
    const fields: StructLiteral["fields"][number][] = [];
    this.#items("}", ["?", "IDENTIFIER", "ESC_IDENTIFIER"], () => {
      const isOptional = this.#tokens.takeIf("?") !== undefined;
      this.#tokens.sync("IDENTIFIER", "ESC_IDENTIFIER");
      const name = this.#tokens.take();
      if (name.kind === "ESC_IDENTIFIER") this.#issues.report(name.start, "unsupported syntax: '`'");
      const colon = this.#tokens.expect(":");
      fields.push({ at: colon.start, name: name.text, value: this.#expression(), isOptional });
    }, "entries");
    return this.#deepen<StructLiteral>({ kind: "struct", at: start, type: dynType, name: `${dot}${names.join(".")}`, fields }, ...fields.map(({ value }) => value));
  }

  /** Items with commas between and, if one likes, one at the end. */
  #items(closer: TokenKind, starts: readonly TokenKind[], item: () => void, rule?: "entries"): void {
    this.#tokens.sync(...starts, ",", closer);
    if (!this.#tokens.isAt(",", closer)) {
      const all = (): void => {
        item();
        while (this.#tokens.isAt(",") && starts.includes(this.#tokens.peek(1).kind)) {
          this.#tokens.take();
          item();
        }
      };
      this.#tokens.within({ closer, hasCommas: true }, () => (rule === undefined ? all() : this.#tokens.rule(rule, all, () => undefined)));
    }
    this.#tokens.sync(",", closer);
    this.#tokens.takeIf(",");
    this.#tokens.expect(closer);
  }

  #expanded({ start }: Token, name: string, args: readonly Expression[], target?: Expression): Expression | undefined {
    const macro = this.#macros.get(macroKey(name, args.length, target !== undefined));
    if (macro === undefined) return undefined;
    const expanded = macro({ at: start, args, ...(target === undefined ? {} : { target }), copy: (part) => this.#copy(part) });
    if (!(expanded instanceof MacroError)) return expanded === undefined ? undefined : this.#deepen(expanded, ...(target === undefined ? args : [target, ...args]));
    this.#issues.report(expanded.at, expanded.message);
    return literal(start, { type: "null" });
  }

  #copy<T extends Expression>(part: T): T {
    const open: Expression[] = [part];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (++this.#copies > maxCopies) throw this.#tooDeep("max recursion depth exceeded");
      open.push(...childrenOf(next));
    }
    return structuredClone(part);
  }

  #deepen<T extends Expression>(expression: T, ...parts: readonly Expression[]): T {
    const depth = 1 + Math.max(0, ...parts.map((part) => this.#depths.get(part) ?? 0));
    if (depth > maxDepth) throw this.#tooDeep("max recursion depth exceeded");
    this.#depths.set(expression, depth);
    return expression;
  }

  #tooDeep(message: string): Abandoned {
    this.#issues.report(-1, message);
    return new Abandoned();
  }
}
