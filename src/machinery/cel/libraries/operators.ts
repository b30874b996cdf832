import { type FunctionDeclaration, global } from "../environment.ts";
import { compare } from "../run/equality.ts";
import { Failure } from "../run/failure.ts";
import { Duration, Timestamp } from "../run/time.ts";
import { Double, type Int, int, Uint, uint } from "../run/values.ts";

/** Source: cel-go common/stdlib/standard.go. Those without an implementation are the planner's: it need not evaluate all arguments. */

const big = (value: Int): bigint => BigInt(value);

const addInts = (a: Int, b: Int): Int => {
  const sum = typeof a === "number" && typeof b === "number" ? a + b : undefined;
  return sum !== undefined && Number.isSafeInteger(sum) ? sum : int(big(a) + big(b));
};
const subtractInts = (a: Int, b: Int): Int => {
  const difference = typeof a === "number" && typeof b === "number" ? a - b : undefined;
  return difference !== undefined && Number.isSafeInteger(difference) ? difference : int(big(a) - big(b));
};

function divide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new Failure("division by zero");
  return a / b;
}

function modulo(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new Failure("modulus by zero");
  return a % b;
}

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

const arithmetic = (): readonly FunctionDeclaration[] => [
  global("_+_", "add_bytes", "bytes bytes -> bytes", joinBytes),
  global("_+_", "add_double", "double double -> double", (a: Double, b: Double) => new Double(a.value + b.value)),
  global("_+_", "add_duration_duration", "duration duration -> duration", (a: Duration, b: Duration) => new Duration(a.nanos + b.nanos)),
  global("_+_", "add_duration_timestamp", "duration timestamp -> timestamp", (a: Duration, b: Timestamp) => b.plus(a.nanos)),
  global("_+_", "add_timestamp_duration", "timestamp duration -> timestamp", (a: Timestamp, b: Duration) => a.plus(b.nanos)),
  global("_+_", "add_int64", "int int -> int", addInts),
  global("_+_", "add_list", "list(A) list(A) -> list(A)", (a: unknown[], b: unknown[]) => [...a, ...b]),
  global("_+_", "add_string", "string string -> string", (a: string, b: string) => a + b),
  global("_+_", "add_uint64", "uint uint -> uint", (a: Uint, b: Uint) => uint(a.value + b.value)),
  global("_-_", "subtract_double", "double double -> double", (a: Double, b: Double) => new Double(a.value - b.value)),
  global("_-_", "subtract_duration_duration", "duration duration -> duration", (a: Duration, b: Duration) => new Duration(a.nanos - b.nanos)),
  global("_-_", "subtract_int64", "int int -> int", subtractInts),
  global("_-_", "subtract_timestamp_duration", "timestamp duration -> timestamp", (a: Timestamp, b: Duration) => a.plus(-b.nanos)),
  global("_-_", "subtract_timestamp_timestamp", "timestamp timestamp -> duration", (a: Timestamp, b: Timestamp) => new Duration(a.nanos - b.nanos)),
  global("_-_", "subtract_uint64", "uint uint -> uint", (a: Uint, b: Uint) => uint(a.value - b.value)),
  global("_*_", "multiply_double", "double double -> double", (a: Double, b: Double) => new Double(a.value * b.value)),
  global("_*_", "multiply_int64", "int int -> int", (a: Int, b: Int) => int(big(a) * big(b))),
  global("_*_", "multiply_uint64", "uint uint -> uint", (a: Uint, b: Uint) => uint(a.value * b.value)),
  global("_/_", "divide_double", "double double -> double", (a: Double, b: Double) => new Double(a.value / b.value)),
  global("_/_", "divide_int64", "int int -> int", (a: Int, b: Int) => int(divide(big(a), big(b)))),
  global("_/_", "divide_uint64", "uint uint -> uint", (a: Uint, b: Uint) => uint(divide(a.value, b.value))),
  global("_%_", "modulo_int64", "int int -> int", (a: Int, b: Int) => int(modulo(big(a), big(b)))),
  global("_%_", "modulo_uint64", "uint uint -> uint", (a: Uint, b: Uint) => uint(modulo(a.value, b.value))),
  global("-_", "negate_double", "double -> double", (a: Double) => new Double(-a.value)),
  global("-_", "negate_int64", "int -> int", (a: Int) => int(-big(a))),
];

/** Numbers compare with numbers of other types too. */
const comparable: readonly [id: string, signature: string][] = [
  ["bool", "bool bool"], ["int64", "int int"], ["int64_double", "int double"], ["int64_uint64", "int uint"], ["uint64", "uint uint"], ["uint64_double", "uint double"], ["uint64_int64", "uint int"],
  ["double", "double double"], ["double_int64", "double int"], ["double_uint64", "double uint"], ["string", "string string"], ["bytes", "bytes bytes"], ["timestamp", "timestamp timestamp"], ["duration", "duration duration"],
];
const comparisons: readonly [name: string, prefix: string, holds: (order: number) => boolean][] = [
  ["_<_", "less", (order) => order < 0],
  ["_<=_", "less_equals", (order) => order <= 0],
  ["_>_", "greater", (order) => order > 0],
  ["_>=_", "greater_equals", (order) => order >= 0],
];

export const operators = (): readonly FunctionDeclaration[] => [
  global("_?_:_", "conditional", "bool A A -> A"),
  global("_&&_", "logical_and", "bool bool -> bool"),
  global("_||_", "logical_or", "bool bool -> bool"),
  global("!_", "logical_not", "bool -> bool", (value: boolean) => !value),
  global("@not_strictly_false", "not_strictly_false", "bool -> bool"),
  global("_==_", "equals", "A A -> bool"),
  global("_!=_", "not_equals", "A A -> bool"),
  ...arithmetic(),
  ...comparisons.flatMap(([name, prefix, holds]) => comparable.map(([id, types]) => global(name, `${prefix}_${id}`, `${types} -> bool`, (a: unknown, b: unknown) => holds(compare(a, b))))),
  global("_[_]", "index_list", "list(A) int -> A"),
  global("_[_]", "index_map", "map(A,B) A -> B"),
  global("_[_]", "optional_list_index_int", "optional(list(V)) int -> optional(V)"),
  global("_[_]", "optional_map_index_value", "optional(map(K,V)) K -> optional(V)"),
  global("_[?_]", "list_optindex_optional_int", "list(V) int -> optional(V)"),
  global("_[?_]", "optional_list_optindex_optional_int", "optional(list(V)) int -> optional(V)"),
  global("_[?_]", "map_optindex_optional_value", "map(K,V) K -> optional(V)"),
  global("_[?_]", "optional_map_optindex_optional_value", "optional(map(K,V)) K -> optional(V)"),
  global("@in", "in_list", "A list(A) -> bool"),
  global("@in", "in_map", "A map(A,B) -> bool"),
];
