import type { CharSet } from "./char-set.ts";

/** Places that an expression may ask for without taking a character. */
export type Place = "begin-text" | "end-text" | "begin-line" | "end-line" | "word-boundary" | "no-word-boundary";

/** An expression taken apart, and how many others it holds, one in the other. */
export type Expression = { readonly height: number } & Part;

type Part =
  | { readonly type: "empty" }
  | { readonly type: "character"; readonly has: CharSet }
  | { readonly type: "place"; readonly place: Place }
  | { readonly type: "group"; readonly of: Expression }
  | { readonly type: "sequence"; readonly parts: readonly Expression[] }
  | { readonly type: "choice"; readonly parts: readonly Expression[] }
  | { readonly type: "repeat"; readonly of: Expression; readonly min: number; readonly max: number };

export const empty: Expression = { type: "empty", height: 1 };

export function character(has: CharSet): Expression {
  return { type: "character", has, height: 1 };
}

export function place(at: Place): Expression {
  return { type: "place", place: at, height: 1 };
}

/** A group in parentheses, as far as Go counts them; what it caught nobody asks. */
export function group(of: Expression): Expression {
  return { type: "group", of, height: 1 + of.height };
}

export function sequence(parts: readonly Expression[]): Expression {
  if (parts.length === 0) return empty;
  return parts.length === 1 ? (parts[0] as Expression) : { type: "sequence", parts, height: 1 + highest(parts) };
}

export function choice(parts: readonly Expression[]): Expression {
  return { type: "choice", parts, height: 1 + highest(parts) };
}

export function repeat(of: Expression, min: number, max: number): Expression & { readonly type: "repeat" } {
  return { type: "repeat", of, min, max, height: 1 + of.height };
}

function highest(parts: readonly Expression[]): number {
  return parts.reduce((most, { height }) => Math.max(most, height), 0);
}

/** How many instructions Go would make of an expression. Source: regexp/syntax calcSize. */
export function sizeOf(expression: Expression): number {
  switch (expression.type) {
    case "group":
      return 2 + sizeOf(expression.of);
    case "repeat": {
      const { min, max } = expression;
      const size = sizeOf(expression.of);
      if (max === Infinity) return min === 0 ? 2 + size : 1 + min * size;
      return Math.max(1, max * size + (max - min));
    }
    case "sequence":
      return expression.parts.reduce((sum, part) => sum + sizeOf(part), 0);
    case "choice":
      return expression.parts.reduce((sum, part) => sum + sizeOf(part), expression.parts.length - 1);
    default:
      return 1;
  }
}

/** An expression that Go refuses. The message is Go's own: ``error parsing regexp: missing closing ): `(a` ``. */
export class GoRegexpError extends Error {
  constructor(code: string, expression: string) {
    super(`error parsing regexp: ${code}: \`${expression}\``);
    this.name = "GoRegexpError";
  }
}
