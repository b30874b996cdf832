import type { Expression } from "../ast.ts";
import { authorizationCheckCost, perCharacter, perPatternCharacter } from "../run/cost.ts";
import { sameType, type Type } from "../types.ts";
import { add, exactly, multiply, type Range, scale, type SizeAt, unknownRange } from "./range.ts";

/** Source: apiserver pkg/cel/library/cost.go EstimateCallCost, cel-go checker/cost.go functionCost, ext/lists.go, ext/sets.go. */

export interface Operand {
  readonly expression: Expression;
  readonly type: Type;
  readonly path: readonly string[];
  readonly size?: Range;
}

export interface CallShape {
  readonly name: string;
  readonly overload: string;
  readonly target?: Operand;
  readonly args: readonly Operand[];
  readonly sizeAt: SizeAt;
}

/** Of the call alone; its arguments come on top. The size is of a text, list or map that comes out. */
export interface Estimate {
  readonly cost: Range;
  readonly size?: Range;
}

const one = exactly(1);
const listCost = 10;
const structCost = 40;
/** Bytes of addresses, of either family. */
const addressSize: Range = { min: 4, max: 16 };
const longestFormatPattern = 128;
const longestFormat = 64;

const sizeOf = ({ size }: Operand | Pick<Operand, "size">): Range => size ?? unknownRange;
const reading = (operand: Operand, times = 1): Range => scale(sizeOf(operand), times * perCharacter);
const cheap = (): Estimate => ({ cost: one });
const readsFirst = ({ args: [first] }: CallShape): Estimate | undefined => (first === undefined ? undefined : { cost: reading(first) });
const ofTarget = (estimate: (target: Operand, shape: CallShape) => Estimate) => (shape: CallShape): Estimate | undefined => (shape.target === undefined ? undefined : estimate(shape.target, shape));

function matching(text: Operand, pattern: Operand): Range {
  return multiply(scale(add(sizeOf(text), one), perCharacter), scale(sizeOf(pattern), perPatternCharacter));
}

/** The elements of a list, or undefined where the operand is none. */
function elementOf({ type, path }: Operand, sizeAt: SizeAt): { readonly type: Type; readonly size: Range } | undefined {
  const element = type.parameters[0];
  if (element === undefined) return undefined;
  return { type: element, size: (path.length === 0 ? undefined : sizeAt([...path, "@items"])) ?? unknownRange };
}

/** Every element is looked at once. */
const traversing = ofTarget((target, { sizeAt }) => {
  const element = elementOf(target, sizeAt);
  if (element === undefined) return { cost: reading(target) };
  const each = ["string", "bytes"].includes(element.type.kind) ? add(one, scale(element.size, perCharacter)) : one;
  return { cost: multiply(sizeOf(target), each) };
});

const sameSize = ofTarget((target) => ({ cost: reading(target), size: sizeOf(target) }));

/** The longest and the shortest that a text becomes. */
const replacing = ofTarget((target, { args: [old, fresh] }) => {
  const [text, from, to] = [sizeOf(target), sizeOf(old as Operand), sizeOf(fresh as Operand)];
  const longest = from.min === 0 ? { count: text.max + 1, kept: text.max } : to.max <= from.min ? { count: 0, kept: text.max } : { count: Math.ceil(text.max / from.min), kept: 0 };
  const shortest = from.max === 0 ? { count: text.min + 1, kept: text.min } : from.max <= to.min ? { count: 0, kept: text.min } : { count: Math.ceil(text.min / from.max), kept: 0 };
  const size = add(multiply({ min: shortest.count, max: longest.count }, to), { min: shortest.kept, max: longest.kept });
  return { cost: reading(target, 2), size };
});

const splitting = ofTarget((target, { args: [, limit] }) => {
  const count = limit?.expression.kind === "literal" && limit.expression.value.type === "int" ? Number(limit.expression.value.value) : sizeOf(target).max;
  return { cost: reading(target, 2), size: { min: 0, max: count } };
});

const joining = ofTarget((target, { args: [separator], sizeAt }) => {
  const list = sizeOf(target);
  const element = elementOf(target, sizeAt);
  const texts = element === undefined ? exactly(0) : multiply(list, element.size);
  const separators = separator === undefined ? exactly(0) : multiply(sizeOf(separator), { min: Math.max(0, list.min - 1), max: Math.max(0, list.max - 1) });
  const size = add(texts, separators);
  return { cost: scale(size, perCharacter), size };
});

const finding = ofTarget((target, { args: [pattern] }) => ({ cost: matching(target, pattern as Operand), size: { min: 0, max: sizeOf(target).max } }));

const selecting = ({ args: [selector] }: CallShape): Estimate => {
  const size = sizeOf(selector as Operand);
  return { cost: add(exactly(listCost), scale(size, perCharacter), scale(scale(size, 0.5), listCost + structCost)) };
};

const containing = (rounds: number, extra: Range) => ({ overload, args: [other] }: CallShape): Estimate => {
  const compared = add(scale(add(addressSize, addressSize), perCharacter), ...(rounds > 2 ? [scale(addressSize, perCharacter)] : []), extra);
  return { cost: overload.endsWith("_string") ? add(compared, reading(other as Operand)) : compared };
};

function each(names: readonly string[], estimate: (shape: CallShape) => Estimate | undefined): Record<string, (shape: CallShape) => Estimate | undefined> {
  return Object.fromEntries(names.map((name) => [name, estimate]));
}

/** A new list of so many elements. */
function allocating(size: Range, factor = 1): Estimate {
  return { cost: add(scale(size, factor), one, exactly(listCost)), size };
}

function intOf(operand: Operand | undefined, otherwise: number): number {
  const literal = operand?.expression.kind === "literal" ? operand.expression.value : undefined;
  return literal?.type === "int" ? Math.max(0, Number(literal.value)) : otherwise;
}

const comparingAll = (list: Operand, factor: number): Estimate => allocating(multiply(sizeOf(list), sizeOf(list)), factor);
const isText = (id: string): boolean => id.startsWith("list_string") || id.startsWith("list_bytes");

/** These come before all others. */
function estimateExtension({ overload, target, args }: CallShape): Estimate | undefined {
  if (overload.startsWith("list_sets_")) return { cost: add(scale(multiply(sizeOf(args[0] as Operand), sizeOf(args[1] as Operand)), overload === "list_sets_equivalent_list" ? 2 : 1), one) };
  if (overload === "lists_range") return allocating(exactly(intOf(args[0], Infinity)));
  if (target === undefined) return undefined;
  if (overload === "list_slice") return allocating(exactly(Math.max(0, intOf(args[1], sizeOf(target).max) - intOf(args[0], 0))));
  if (overload === "list_flatten" || overload === "list_flatten_int") return allocating(sizeOf(target), args.length === 0 ? 1 : intOf(args[0], Infinity));
  if (overload === "list_reverse") return allocating(sizeOf(target));
  if (overload === "list_distinct") return comparingAll(target, 2);
  if (/^list_\w+_sort$/.test(overload)) return comparingAll(target, isText(overload) ? 2 + perCharacter : 2);
  if (/^list_\w+_sortByAssociatedKeys$/.test(overload)) return comparingAll(args[0] as Operand, isText(overload) ? 2 + perCharacter : 2);
  return undefined;
}

const byName: Readonly<Record<string, (shape: CallShape) => Estimate | undefined>> = {
  check: () => ({ cost: exactly(authorizationCheckCost) }),
  ...each(["serviceAccount", "path", "group", "resource", "subresource", "namespace", "name", "allowed", "reason", "error", "errored"], cheap),
  ...each(["fieldSelector", "labelSelector"], selecting),
  ...each(["isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"], traversing),
  ...each(["url", "jsonpatch.escapeKey"], ({ args: [text] }) => (text === undefined ? undefined : { cost: reading(text), size: sizeOf(text) })),
  ...each(["lowerAscii", "upperAscii", "substring", "trim"], sameSize),
  replace: replacing,
  split: splitting,
  join: joining,
  ...each(["find", "findAll"], finding),
  ...each(["cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver"], readsFirst),
  ip: (shape) => (shape.overload === "cidr_ip" ? cheap() : readsFirst(shape)),
  "ip.isCanonical": ({ args: [text] }) => (text === undefined ? undefined : { cost: reading(text, 2) }),
  ...each(["masked", "prefixLength", "family", "isUnspecified", "isLoopback", "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast"], cheap),
  containsIP: containing(2, exactly(0)),
  containsCIDR: containing(3, one),
  validate: ({ args: [text] }) => (text === undefined ? undefined : { cost: scale(reading(text), longestFormatPattern * perPatternCharacter) }),
  "format.named": cheap,
  ...each(["sign", "asInteger", "isInteger", "asApproximateFloat", "isGreaterThan", "isLessThan", "compareTo", "add", "sub", "major", "minor", "patch"], cheap),
  ...each(["getScheme", "getHostname", "getHost", "getPort", "getEscapedPath", "getQuery"], cheap),
  "_==_": estimateEquality,
};

/** Equality of what Kubernetes adds. */
function estimateEquality({ args: [left, right] }: CallShape): Estimate | undefined {
  if (left === undefined || right === undefined || !sameType(left.type, right.type)) return undefined;
  const { name } = left.type;
  if (["net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver"].includes(name) || name.startsWith("kubernetes.authorization.")) return { cost: one };
  if (name === "kubernetes.NamedFormat") return { cost: scale({ min: 1, max: longestFormat }, perCharacter) };
  if (name !== "kubernetes.URL") return undefined;
  return { cost: scale({ min: 1, max: right.size?.max ?? 1 }, perCharacter) };
}

const comparedTexts: ReadonlySet<string> = new Set(["less", "greater", "less_equals", "greater_equals"].flatMap((name) => [`${name}_string`, `${name}_bytes`]));

/** The language's own functions, by overload. */
function estimateStandard({ overload, target, args }: CallShape): Estimate {
  const [first, second] = args;
  if (first !== undefined && second === undefined) {
    const size = sizeOf(first);
    if (overload === "string_to_bytes") return { cost: reading(first), size: { min: size.min, max: size.max * 4 } };
    if (overload === "bytes_to_string") return { cost: reading(first), size: { min: Math.floor(size.min / 4), max: size.max } };
    if (overload === "strings_quote") return { cost: reading(first), size: { min: size.min + 2, max: size.max * 2 + 2 } };
    if (overload === "starts_with_string" || overload === "ends_with_string") return { cost: reading(first) };
    if (target !== undefined && overload === "string_format") return { cost: reading(target) };
    if (target !== undefined && overload === "matches_string") return { cost: matching(target, first) };
    if (target !== undefined && overload === "contains_string") return { cost: multiply(reading(target), reading(first)) };
  }
  if (first !== undefined && second !== undefined) {
    if (overload === "in_list") return { cost: scale(sizeOf(second), 1) };
    const joined = add(sizeOf(first), sizeOf(second));
    if (overload === "add_list") return { cost: one, size: joined };
    if (overload === "add_string" || overload === "add_bytes") return { cost: scale(joined, perCharacter), size: joined };
    if (comparedTexts.has(overload) || overload === "equals" || overload === "not_equals") {
      const most = Math.min(sizeOf(first).max, sizeOf(second).max);
      return { cost: scale({ min: most > 0 ? 1 : 0, max: most }, perCharacter) };
    }
  }
  return { cost: one };
}

export function estimateCall(shape: CallShape): Estimate {
  return estimateExtension(shape) ?? byName[shape.name]?.(shape) ?? estimateStandard(shape);
}
