import { type FunctionDeclaration, global, member } from "../environment.ts";
import { regexOf } from "../regex/regex.ts";
import { Failure } from "../run/failure.ts";
import { Duration, Timestamp } from "../run/time.ts";
import { Double, type Int, int, mapSize, TypeValue, typeOfValue, Uint, uint } from "../run/values.ts";

/** Source: cel-go common/stdlib/standard.go, common/types: conversions. */

const sizeOfString = (text: string): number => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);
const sizeOfList = (list: readonly unknown[] | Uint8Array): number => list.length;
const nanosPerSecond = 1_000_000_000n;
const utf8 = new TextEncoder();

function unconvertible(to: string): Failure {
  return new Failure(`type conversion error from 'string' to '${to}'`);
}

function intOfDouble({ value }: Double): Int {
  if (!Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63) throw new Failure("integer overflow");
  return int(BigInt(Math.trunc(value)));
}

function intOfString(text: string): Int {
  if (!/^[+-]?\d+$/.test(text) || BigInt.asIntN(64, BigInt(text.replace(/^\+/, ""))) !== BigInt(text.replace(/^\+/, ""))) throw unconvertible("int");
  return int(BigInt(text.replace(/^\+/, "")));
}

function uintOfString(text: string): Uint {
  if (!/^\d+$/.test(text) || BigInt.asUintN(64, BigInt(text)) !== BigInt(text)) throw unconvertible("uint");
  return uint(BigInt(text));
}

function uintOfDouble({ value }: Double): Uint {
  if (!(value >= 0 && value < 2 ** 64)) throw new Failure("unsigned integer overflow");
  return uint(BigInt(Math.trunc(value)));
}

const doubleText = /^[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf|infinity|nan)$/i;

function doubleOfString(text: string): Double {
  if (!doubleText.test(text)) throw unconvertible("double");
  if (/nan/i.test(text)) return new Double(Number.NaN);
  return new Double(/inf/i.test(text) ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text));
}

function boolOfString(text: string): boolean {
  if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
  if (["0", "f", "F", "false", "FALSE", "False"].includes(text)) return false;
  throw unconvertible("bool");
}

function stringOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure("invalid UTF-8 in bytes, cannot convert to string");
  }
}

/** As Go's `%g` writes it. Source: strconv.FormatFloat with the shortest precision. */
export function stringOfDouble({ value }: Double): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const exponent = value === 0 ? 0 : Number(value.toExponential().split("e")[1]);
  if (exponent >= -4 && exponent < 21) return Object.is(value, -0) ? "-0" : String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

const conversions = (): readonly FunctionDeclaration[] => [
  global("type", "type", "A -> type(A)", (value: unknown) => new TypeValue(typeOfValue(value))),
  global("dyn", "to_dyn", "A -> dyn", (value: unknown) => value),
  global("bool", "bool_to_bool", "bool -> bool", (value: boolean) => value),
  global("bool", "string_to_bool", "string -> bool", boolOfString),
  global("bytes", "bytes_to_bytes", "bytes -> bytes", (value: Uint8Array) => value),
  global("bytes", "string_to_bytes", "string -> bytes", (text: string) => utf8.encode(text)),
  global("double", "double_to_double", "double -> double", (value: Double) => value),
  global("double", "int64_to_double", "int -> double", (value: Int) => new Double(Number(value))),
  global("double", "string_to_double", "string -> double", doubleOfString),
  global("double", "uint64_to_double", "uint -> double", ({ value }: Uint) => new Double(Number(value))),
  global("duration", "duration_to_duration", "duration -> duration", (value: Duration) => value),
  global("duration", "int64_to_duration", "int -> duration", (nanos: Int) => new Duration(BigInt(nanos))),
  global("duration", "string_to_duration", "string -> duration", (text: string) => Duration.parse(text)),
  global("int", "int64_to_int64", "int -> int", (value: Int) => value),
  global("int", "double_to_int64", "double -> int", intOfDouble),
  global("int", "duration_to_int64", "duration -> int", ({ nanos }: Duration) => int(nanos)),
  global("int", "string_to_int64", "string -> int", intOfString),
  global("int", "timestamp_to_int64", "timestamp -> int", ({ seconds }: Timestamp) => int(seconds)),
  global("int", "uint64_to_int64", "uint -> int", ({ value }: Uint) => int(value)),
  global("string", "string_to_string", "string -> string", (text: string) => text),
  global("string", "bool_to_string", "bool -> string", String),
  global("string", "bytes_to_string", "bytes -> string", stringOfBytes),
  global("string", "double_to_string", "double -> string", stringOfDouble),
  global("string", "duration_to_string", "duration -> string", (value: Duration) => value.format()),
  global("string", "int64_to_string", "int -> string", String),
  global("string", "timestamp_to_string", "timestamp -> string", (value: Timestamp) => value.format()),
  global("string", "uint64_to_string", "uint -> string", ({ value }: Uint) => String(value)),
  global("timestamp", "timestamp_to_timestamp", "timestamp -> timestamp", (value: Timestamp) => value),
  global("timestamp", "int64_to_timestamp", "int -> timestamp", (seconds: Int) => new Timestamp(BigInt(seconds) * nanosPerSecond)),
  global("timestamp", "string_to_timestamp", "string -> timestamp", (text: string) => Timestamp.parse(text)),
  global("uint", "uint64_to_uint64", "uint -> uint", (value: Uint) => value),
  global("uint", "double_to_uint64", "double -> uint", uintOfDouble),
  global("uint", "int64_to_uint64", "int -> uint", (value: Int) => uint(BigInt(value))),
  global("uint", "string_to_uint64", "string -> uint", uintOfString),
];

const sizes = (): readonly FunctionDeclaration[] => [
  global("size", "size_bytes", "bytes -> int", sizeOfList),
  member("size", "bytes_size", "bytes -> int", sizeOfList),
  global("size", "size_list", "list(A) -> int", sizeOfList),
  member("size", "list_size", "list(A) -> int", sizeOfList),
  global("size", "size_map", "map(A,B) -> int", mapSize),
  member("size", "map_size", "map(A,B) -> int", mapSize),
  global("size", "size_string", "string -> int", sizeOfString),
  member("size", "string_size", "string -> int", sizeOfString),
];

const matches = (text: string, pattern: string): boolean => regexOf(pattern).matches(text);

const texts = (): readonly FunctionDeclaration[] => [
  member("contains", "contains_string", "string string -> bool", (text: string, part: string) => text.includes(part)),
  member("endsWith", "ends_with_string", "string string -> bool", (text: string, end: string) => text.endsWith(end)),
  member("startsWith", "starts_with_string", "string string -> bool", (text: string, start: string) => text.startsWith(start)),
  global("matches", "matches", "string string -> bool", matches),
  member("matches", "matches_string", "string string -> bool", matches),
];

const msPerDay = 86_400_000;

/** Of a wall clock; days of the month from zero for `getDayOfMonth`, from one for `getDate`. */
const parts: readonly [name: string, id: string, read: (date: Date) => number][] = [
  ["getFullYear", "year", (date) => date.getUTCFullYear()],
  ["getMonth", "month", (date) => date.getUTCMonth()],
  ["getDayOfYear", "day_of_year", (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / msPerDay)],
  ["getDayOfMonth", "day_of_month", (date) => date.getUTCDate() - 1],
  ["getDate", "day_of_month_1_based", (date) => date.getUTCDate()],
  ["getDayOfWeek", "day_of_week", (date) => date.getUTCDay()],
  ["getHours", "hours", (date) => date.getUTCHours()],
  ["getMinutes", "minutes", (date) => date.getUTCMinutes()],
  ["getSeconds", "seconds", (date) => date.getUTCSeconds()],
  ["getMilliseconds", "milliseconds", (date) => date.getUTCMilliseconds()],
];

const spans: Readonly<Record<string, bigint>> = { getHours: 3_600n * nanosPerSecond, getMinutes: 60n * nanosPerSecond, getSeconds: nanosPerSecond, getMilliseconds: 1_000_000n };

const times = (): readonly FunctionDeclaration[] => parts.flatMap(([name, id, read]) => {
  const span = spans[name];
  return [
    member(name, `timestamp_to_${id}`, "timestamp -> int", (time: Timestamp) => read(time.inZone("UTC"))),
    member(name, id === "seconds" ? "timestamp_to_seconds_tz" : `timestamp_to_${id}_with_tz`, "timestamp string -> int", (time: Timestamp, zone: string) => read(time.inZone(zone))),
    ...(span === undefined ? [] : [member(name, `duration_to_${id}`, "duration -> int", ({ nanos }: Duration) => int(nanos / span))]),
  ];
});

export const standardFunctions = (): readonly FunctionDeclaration[] => [...sizes(), ...conversions(), ...texts(), ...times()];
