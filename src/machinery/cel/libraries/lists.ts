import { type FunctionDeclaration, global, member } from "../environment.ts";
import { compare, isEqual } from "../run/equality.ts";
import { Failure } from "../run/failure.ts";
import { Double, fromJson, type Int, int, isInt, isMap, mapEntries, MapValue, Uint, uint } from "../run/values.ts";
import { Duration } from "../run/time.ts";

type List = readonly unknown[];

const comparable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];
const summable: Readonly<Record<string, (list: List) => unknown>> = {
  int: (list) => int(list.reduce((sum: bigint, item) => sum + BigInt(item as Int), 0n)),
  uint: (list) => uint(list.reduce((sum: bigint, item) => sum + (item as Uint).value, 0n)),
  double: (list) => new Double(list.reduce((sum: number, item) => sum + numberOf(item), 0)),
  duration: (list) => new Duration(list.reduce((sum: bigint, item) => sum + (item as Duration).nanos, 0n)),
};

function numberOf(item: unknown): number {
  const value = fromJson(item);
  return value instanceof Double ? value.value : isInt(value) ? Number(value) : Number.NaN;
}

function extreme(name: "min" | "max", list: List): unknown {
  if (list.length === 0) throw new Failure(`${name} called on empty list`);
  return fromJson(list.reduce((best, item) => ((name === "min" ? compare(item, best) < 0 : compare(item, best) > 0) ? item : best)));
}

/** Source: apiserver pkg/cel/library/lists.go. */
export const kubernetesListFunctions = (): readonly FunctionDeclaration[] => [
  ...comparable.flatMap((type) => [
    member("isSorted", `list_${type}_is_sorted_bool`, `list(${type}) -> bool`, (list: List) => list.every((item, index) => index === 0 || compare(list[index - 1], item) <= 0)),
    member("max", `list_${type}_max_${type}`, `list(${type}) -> ${type}`, (list: List) => extreme("max", list)),
    member("min", `list_${type}_min_${type}`, `list(${type}) -> ${type}`, (list: List) => extreme("min", list)),
  ]),
  ...Object.entries(summable).map(([type, sum]) => member("sum", `list_${type}_sum_${type}`, `list(${type}) -> ${type}`, sum)),
  member("indexOf", "list_a_index_of_int", "list(A) A -> int", (list: List, wanted: unknown) => list.findIndex((item) => isEqual(item, wanted))),
  member("lastIndexOf", "list_a_last_index_of_int", "list(A) A -> int", (list: List, wanted: unknown) => list.findLastIndex((item) => isEqual(item, wanted))),
];

function slice(list: List, start: Int, end: Int): List {
  if (start < 0 || end < 0) throw new Failure(`cannot slice(${start}, ${end}), negative indexes not supported`);
  if (start > end) throw new Failure(`cannot slice(${start}, ${end}), start index must be less than or equal to end index`);
  if (end > list.length) throw new Failure(`cannot slice(${start}, ${end}), list is length ${list.length}`);
  return list.slice(Number(start), Number(end));
}

function flatten(list: List, depth: Int = 1): List {
  if (depth < 0) throw new Failure("level must be non-negative");
  return depth === 0 ? list : list.flatMap((item) => (Array.isArray(item) ? flatten(item, Number(depth) - 1) : [item]));
}

function sortBy(list: List, keys: List): List {
  if (list.length !== keys.length) throw new Failure(`@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.length} and ${keys.length} elements respectively`);
  return list.map((_, index) => index).sort((a, b) => compare(keys[a], keys[b])).map((index) => list[index]);
}

const longestRange = 1_000_000;

function range(count: Int): List {
  if (count > longestRange) throw new Failure(`lists.range() is limited to ${longestRange} elements`);
  return Array.from({ length: Math.max(0, Number(count)) }, (_, index) => index);
}

/** Source: cel-go ext/lists.go, version 3. */
export const listFunctions = (): readonly FunctionDeclaration[] => [
  member("slice", "list_slice", "list(T) int int -> list(T)", slice),
  member("flatten", "list_flatten", "list(list(T)) -> list(T)", flatten),
  member("flatten", "list_flatten_int", "list(dyn) int -> list(dyn)", flatten),
  ...comparable.flatMap((type) => [
    member("sort", `list_${type}_sort`, `list(${type}) -> list(${type})`, (list: List) => [...list].sort(compare)),
    member("@sortByAssociatedKeys", `list_${type}_sortByAssociatedKeys`, `list(T) list(${type}) -> list(T)`, sortBy),
  ]),
  global("lists.range", "lists_range", "int -> list(int)", range),
  member("reverse", "list_reverse", "list(T) -> list(T)", (list: List) => list.toReversed()),
  member("distinct", "list_distinct", "list(T) -> list(T)", (list: List) => list.filter((item, index) => list.findIndex((other) => isEqual(item, other)) === index)),
];

const containsAll = (list: List, wanted: List): boolean => wanted.every((item) => list.some((other) => isEqual(item, other)));

/** Source: cel-go ext/sets.go. */
export const setFunctions = (): readonly FunctionDeclaration[] => [
  global("sets.contains", "list_sets_contains_list", "list(T) list(T) -> bool", containsAll),
  global("sets.equivalent", "list_sets_equivalent_list", "list(T) list(T) -> bool", (a: List, b: List) => containsAll(a, b) && containsAll(b, a)),
  global("sets.intersects", "list_sets_intersects_list", "list(T) list(T) -> bool", (a: List, b: List) => a.some((item) => b.some((other) => isEqual(item, other)))),
];

function inserted(map: unknown, entries: Iterable<readonly [unknown, unknown]>): MapValue {
  const result = map instanceof MapValue ? map : new MapValue();
  for (const [key, value] of entries) {
    if (result.has(key)) throw new Failure(`insert failed: key ${String(key)} already exists`);
    result.set(key, value);
  }
  return result;
}

/** What `transformMap` becomes: the map is the fold's own and is filled in place. Source: cel-go ext/comprehensions.go. */
export const mapInsertFunctions = (): readonly FunctionDeclaration[] => [
  global("cel.@mapInsert", "@mapInsert_map_key_value", "map(K,V) K V -> map(K,V)", (map: unknown, key: unknown, value: unknown) => inserted(map, [[key, value]])),
  global("cel.@mapInsert", "@mapInsert_map_map", "map(K,V) map(K,V) -> map(K,V)", (map: unknown, entries: unknown) => inserted(map, isMap(entries) ? mapEntries(entries) : [])),
];
