import { type Call, childrenOf, type Expression, type ListLiteral, type MapLiteral } from "./ast.ts";
import { formatClauses, formatParts } from "./libraries/format-string.ts";
import { regexOf } from "./regex/regex.ts";
import { Failure } from "./run/failure.ts";
import { Duration, Timestamp } from "./run/time.ts";
import type { Issues } from "./source.ts";
import { formatType, sameType, type Type, unwrapOptional } from "./types.ts";

/** Checks of literals after the types are known to be right, in upstream's order. Source: cel-go cel/validator.go, apiserver pkg/cel/environment/base.go. */
export function validateLiterals(expression: Expression, issues: Issues): void {
  const calls: Call[] = [];
  const lists: ListLiteral[] = [];
  const maps: MapLiteral[] = [];
  const open: { part: Expression; isFormatted: boolean }[] = [{ part: expression, isFormatted: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, isFormatted } = next;
    if (part.kind === "call") calls.push(part);
    // Arguments of a format may be of any types.
    if (part.kind === "list" && !isFormatted) lists.push(part);
    if (part.kind === "map" && !isFormatted) maps.push(part);
    const inner = isFormatted || (part.kind === "call" && part.name === "format");
    open.push(...childrenOf(part).map((child) => ({ part: child, isFormatted: inner })));
  }
  for (const [name, test] of literalTests) for (const call of calls) if (call.name === name) testLiteral(call, test, issues);
  for (const call of calls) validateFormat(call, issues);
  for (const { elements } of lists) validateElements(elements, issues);
  for (const { entries } of maps) validateEntries(entries, issues);
}

const literalTests: readonly [name: string, test: (text: string) => unknown][] = [
  ["duration", Duration.parse],
  ["timestamp", Timestamp.parse],
  ["matches", regexOf],
];

function testLiteral({ name, args: [arg] }: Call, test: (text: string) => unknown, issues: Issues): void {
  if (arg?.kind !== "literal" || arg.value.type !== "string") return;
  try {
    test(arg.value.value);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    issues.report(arg.at, `invalid ${name} argument`);
  }
}

/** A literal format and the list of what is put into it. Source: cel-go ext/formatting.go stringFormatValidator. */
function validateFormat({ at, overloads, target, args: [list] }: Call, issues: Issues): void {
  if (!overloads.includes("string_format") || target?.kind !== "literal" || target.value.type !== "string" || list?.kind !== "list") return;
  const parts = formatParts(target.value.value);
  let used = 0;
  for (let next = parts.next(); ; next = parts.next()) {
    if (next.done === true) {
      if (next.value !== undefined) issues.report(at, next.value);
      else if (list.elements.length > used) issues.report(at, `too many arguments supplied to string.format (expected ${used}, got ${list.elements.length})`);
      return;
    }
    if ("text" in next.value) continue;
    const arg = list.elements[used]?.value;
    if (arg === undefined) return issues.report(at, `index ${used} out of range`);
    const wrong = unformattable(arg, next.value.clause);
    if (wrong !== undefined) return issues.report(wrong.at, `error during formatting: ${formatClauses[next.value.clause]?.complaint}, was given ${wrong.type.name}`);
    used++;
  }
}

/** The part of an argument that its clause does not take; within lists and maps that is asked of everything. */
function unformattable(arg: Expression, clause: string): Expression | undefined {
  if (arg.type.kind !== "dyn" && formatClauses[clause]?.kinds.includes(arg.type.kind) !== true) return arg;
  if (clause !== "s" || (arg.kind !== "list" && arg.kind !== "map")) return undefined;
  for (const child of childrenOf(arg)) {
    const wrong = unformattable(child, clause);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function validateElements(elements: ListLiteral["elements"], issues: Issues): void {
  let expected: Type | undefined;
  for (const { value, isOptional } of elements) {
    const type = isOptional ? (unwrapOptional(value.type) ?? value.type) : value.type;
    if (expected !== undefined && !sameType(expected, type)) {
      mismatch(value.at, { expected, found: type }, issues);
      return;
    }
    expected ??= type;
  }
}

function validateEntries(entries: MapLiteral["entries"], issues: Issues): void {
  let expected: { readonly key: Type; readonly value: Type } | undefined;
  for (const { key, value, isOptional } of entries) {
    const valueType = isOptional ? (unwrapOptional(value.type) ?? value.type) : value.type;
    if (expected !== undefined && !sameType(expected.key, key.type)) mismatch(key.at, { expected: expected.key, found: key.type }, issues);
    if (expected !== undefined && !sameType(expected.value, valueType)) mismatch(value.at, { expected: expected.value, found: valueType }, issues);
    expected ??= { key: key.type, value: valueType };
  }
}

function mismatch(at: number, { expected, found }: { readonly expected: Type; readonly found: Type }, issues: Issues): void {
  issues.report(at, `expected type '${formatType(expected)}' but found '${formatType(found)}'`);
}
