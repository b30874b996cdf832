import type { Type } from "./types.ts";

/** What every part of an expression has. `type` and `overloads` are the checker's answers and mean nothing before it ran. */
interface Node {
  /** Where it is reported: the operator of an operation, the parenthesis of a call. UTF-16 units from the start. */
  readonly at: number;
  type: Type;
}

export interface Literal extends Node {
  readonly kind: "literal";
  readonly value: LiteralValue;
}

/** Whole numbers are exact; what is a whole number and what is not is told by `type`. */
export type LiteralValue =
  | { readonly type: "null" }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "bytes"; readonly value: Uint8Array }
  | { readonly type: "double"; readonly value: number }
  | { readonly type: "int" | "uint"; readonly value: bigint };

export interface Identifier extends Node {
  readonly kind: "identifier";
  /** With the dot that may stand before it; names that start with one are the same names. */
  readonly name: string;
}

/** `operand.field`; with `isTest`, `has(operand.field)`. */
export interface Select extends Node {
  readonly kind: "select";
  readonly operand: Expression;
  readonly field: string;
  readonly isTest: boolean;
  /** The whole chain is the name of one variable (`authorizer.requestResource`). Found by the checker. */
  variable?: string;
}

/** Operators are calls too, by upstream's names for them: `_+_`, `_[_]`, `_?_:_`. */
export interface Call extends Node {
  readonly kind: "call";
  readonly name: string;
  readonly target?: Expression;
  readonly args: readonly Expression[];
  overloads: readonly string[];
  /** The target is the first part of the function's name (`strings.quote`). Found by the checker. */
  qualifiedName?: string;
}

export interface ListLiteral extends Node {
  readonly kind: "list";
  readonly elements: readonly { readonly value: Expression; readonly isOptional: boolean }[];
}

export interface MapEntry {
  readonly key: Expression;
  readonly value: Expression;
  readonly isOptional: boolean;
}

export interface MapLiteral extends Node {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
}

export interface StructField {
  readonly at: number;
  readonly name: string;
  readonly value: Expression;
  readonly isOptional: boolean;
}

export interface StructLiteral extends Node {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: readonly StructField[];
}

/** What macros become: a fold over a list or the keys of a map. Source: cel-spec, comprehensions. */
export interface Comprehension extends Node {
  readonly kind: "comprehension";
  readonly range: Expression;
  readonly variable: string;
  /** With two variables the first is the index or key, this one the element or value. */
  readonly secondVariable?: string;
  readonly accumulator: string;
  readonly initial: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

export type Expression = Literal | Identifier | Select | Call | ListLiteral | MapLiteral | StructLiteral | Comprehension;

/** The accumulator of macros; no expression can name it. Source: cel-go parser HiddenAccumulatorName. */
export const accumulatorName = "@result";

export function isAccumulator(expression: Expression | undefined): boolean {
  return expression?.kind === "identifier" && expression.name === accumulatorName;
}

/** A fold that never turns: it only gives a name to its initial value (`cel.bind`, `optMap`). */
export function isBinding({ range, condition, accumulator }: Comprehension): boolean {
  return accumulator !== accumulatorName && range.kind === "list" && range.elements.length === 0 && condition.kind === "literal" && condition.value.type === "bool" && !condition.value.value;
}

/** Everything directly below an expression, in the order of the text. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "identifier":
      return [];
    case "select":
      return [expression.operand];
    case "call":
      return expression.target === undefined || expression.qualifiedName !== undefined ? expression.args : [expression.target, ...expression.args];
    case "list":
      return expression.elements.map(({ value }) => value);
    case "map":
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case "struct":
      return expression.fields.map(({ value }) => value);
    case "comprehension":
      return [expression.range, expression.initial, expression.condition, expression.step, expression.result];
  }
}

/** Without the dot that may stand before it. */
export function plainName(name: string): string {
  return name.startsWith(".") ? name.slice(1) : name;
}

/** `a.b.c` as one name; undefined where it is anything else. */
export function qualifiedNameOf(expression: Expression): string | undefined {
  if (expression.kind === "identifier") return expression.name;
  if (expression.kind !== "select" || expression.isTest) return undefined;
  const prefix = qualifiedNameOf(expression.operand);
  return prefix === undefined ? undefined : `${prefix}.${expression.field}`;
}
