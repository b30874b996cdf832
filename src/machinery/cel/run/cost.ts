import { Extension, isMap, mapEntries, mapSize } from "./values.ts";

/** What parts of an expression cost. Source: cel-go common/cost.go, interpreter/runtimecost.go. */
export const costs = { variable: 1, select: 1, operator: 1, list: 10, map: 30, struct: 40 } as const;

/** What upstream's folds do before each turn besides asking the predicate: they test what they came to, `exists` after turning it round. */
export const conditionCosts = { all: 2, exists: 3 } as const;

/** A character of a text that is looked at; of a pattern that is applied. */
export const perCharacter = 0.1;
export const perPatternCharacter = 0.25;

/** Two checks an expression. */
export const authorizationCheckCost = 350_000;

function sizeOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Extension) return value.size;
  return isMap(value) ? mapSize(value) : 1;
}

const reading = (value: unknown, times = 1): number => Math.ceil(sizeOf(value) * times * perCharacter);

/** What looking at all of a value costs. */
function traversal(value: unknown): number {
  if (typeof value === "string" || value instanceof Uint8Array) return Math.floor(value.length * perCharacter);
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + traversal(item), 0);
  if (!isMap(value) || value instanceof Extension) return 1;
  let cost = 0;
  for (const [key, item] of mapEntries(value)) cost += traversal(key) + traversal(item);
  return cost;
}

function matching(text: unknown, pattern: unknown): number {
  return Math.ceil((1 + sizeOf(text)) * perCharacter) * Math.ceil(sizeOf(pattern) * perPatternCharacter);
}

/** A call that makes a list. */
const allocated = costs.operator + costs.list;

/** Each with each, texts by their characters too. */
function comparingAll(list: unknown): number {
  const isText = Array.isArray(list) && (typeof list[0] === "string" || list[0] instanceof Uint8Array);
  return allocated + Math.floor(sizeOf(list) ** 2 * (isText ? 2 + perCharacter : 2));
}

type Reckon = (args: readonly unknown[], result: unknown) => number;

function each(names: readonly string[], reckon: Reckon): Record<string, Reckon> {
  return Object.fromEntries(names.map((name) => [name, reckon]));
}

/** How to reckon a call by its function; the rest costs one. */
const byName: Readonly<Record<string, Reckon>> = {
  ...each(["isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"], ([list]) => traversal(list)),
  ...each(["url", "lowerAscii", "upperAscii", "substring", "trim", "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver", "jsonpatch.escapeKey", "bytes"], ([text]) => reading(text)),
  check: () => authorizationCheckCost,
  matches: ([text, pattern]) => matching(text, pattern),
  find: ([text, pattern]) => matching(text, pattern),
  findAll: ([text, pattern]) => matching(text, pattern),
  contains: ([text, part]) => reading(text) * reading(part),
  startsWith: ([, start]) => reading(start),
  endsWith: ([, end]) => reading(end),
  replace: ([text]) => reading(text, 2),
  split: ([text]) => reading(text, 2),
  join: (_, result) => reading(result, 2),
  format: ([text]) => reading(text),
  validate: ([format, text]) => Math.ceil((1 + sizeOf(text)) * perCharacter) * Math.ceil(sizeOf(format) * perPatternCharacter),
  "ip.isCanonical": ([text]) => reading(text, 2),
  containsIP: ([cidr, ip]) => reading(cidr, 2) + (typeof ip === "string" ? reading(ip) : 0),
  containsCIDR: ([cidr, other]) => reading(cidr, 2) + reading(cidr) + 1 + (typeof other === "string" ? reading(other) : 0),
  "@in": ([, container]) => (Array.isArray(container) ? container.length : 1),
  ...each(["_==_", "_!=_"], ([a, b]) => Math.ceil(Math.min(sizeOf(a), sizeOf(b)) * perCharacter)),
  fieldSelector: ([, selector]) => 10 + reading(selector) + sizeOf(selector) * 25,
  labelSelector: ([, selector]) => 10 + reading(selector) + sizeOf(selector) * 25,
  ...each(["lists.range", "slice"], (_, result) => allocated + sizeOf(result)),
  reverse: ([list], result) => (typeof list === "string" ? costs.operator : allocated + sizeOf(result)),
  flatten: ([list, depth]) => allocated + sizeOf(list) * Number(depth ?? 1),
  ...each(["sort", "distinct"], ([list]) => comparingAll(list)),
  "@sortByAssociatedKeys": ([, keys]) => comparingAll(keys),
  "sets.contains": ([a, b]) => 1 + sizeOf(a) * sizeOf(b),
  "sets.intersects": ([a, b]) => 1 + sizeOf(a) * sizeOf(b),
  "sets.equivalent": ([a, b]) => 1 + 2 * sizeOf(a) * sizeOf(b),
};

const stringsCompared: ReadonlySet<string> = new Set(["_<_", "_<=_", "_>_", "_>=_"]);

/** Source: cel-go interpreter/runtimecost.go costCall, apiserver pkg/cel/library/cost.go CallCost. */
export function callCost(name: string, overload: string, args: readonly unknown[], result: unknown): number {
  if (overload === "add_string" || overload === "add_bytes") return Math.ceil((sizeOf(args[0]) + sizeOf(args[1])) * perCharacter);
  if (overload === "string_to_ip") return reading(args[0]);
  if (stringsCompared.has(name) && typeof args[0] === "string") return Math.ceil(Math.min(sizeOf(args[0]), sizeOf(args[1])) * perCharacter);
  return byName[name]?.(args, result) ?? costs.operator;
}
