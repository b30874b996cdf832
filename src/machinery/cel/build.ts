import type { Call, Comprehension, Expression, Identifier, ListLiteral, Literal, LiteralValue } from "./ast.ts";
import { accumulatorName } from "./ast.ts";
import { dynType } from "./types.ts";

/** Parts of expressions, not checked yet. */

export function literal(at: number, value: LiteralValue): Literal {
  return { kind: "literal", at, type: dynType, value };
}

export function call(at: number, name: string, ...args: readonly Expression[]): Call {
  return { kind: "call", at, type: dynType, name, args, overloads: [] };
}

export function memberCall(at: number, name: string, target: Expression, ...args: readonly Expression[]): Call {
  return { ...call(at, name, ...args), target };
}

export function list(at: number, ...values: readonly Expression[]): ListLiteral {
  return { kind: "list", at, type: dynType, elements: values.map((value) => ({ value, isOptional: false })) };
}

export function identifier(at: number, name: string): Identifier {
  return { kind: "identifier", at, type: dynType, name };
}

export function bool(at: number, value: boolean): Literal {
  return literal(at, { type: "bool", value });
}

/** The value that a fold has come to. */
export function accumulated(at: number): Identifier {
  return identifier(at, accumulatorName);
}

/** `variable` names the value of `initial` within `result`, and nothing is folded. */
export function binding(at: number, { variable, initial, result }: { variable: string; initial: Expression; result: Expression }): Comprehension {
  return { kind: "comprehension", at, type: dynType, range: list(at), variable: "#unused", accumulator: variable, initial, condition: bool(at, false), step: identifier(at, variable), result };
}
