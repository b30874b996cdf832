import { compare } from "../run/equality.ts";
import { Failure } from "../run/failure.ts";
import { Duration, Timestamp } from "../run/time.ts";
import { Double, fromJson, isInt, isMap, mapEntries, TypeValue, typeOfValue, Uint } from "../run/values.ts";
import type { Kind } from "../types.ts";
import { stringOfDouble } from "./standard.ts";

/** Source: cel-go ext/formatting.go, the version before 4. */

const clausePattern = /%(?:%|(?:\.(\d+))?([sdfebxXo]))/y;
const defaultPrecision = 6;

/** A part of a format: text as it is, or a place for an argument. */
export type FormatPart = { readonly text: string } | { readonly clause: string; readonly precision: number };

/** The parts of `"%s has %d"`, or what is wrong after those that are given. */
export function* formatParts(text: string): Generator<FormatPart, string | undefined> {
  for (let at = 0; at < text.length; ) {
    const percent = text.indexOf("%", at);
    if (percent !== at) {
      const end = percent < 0 ? text.length : percent;
      yield { text: text.slice(at, end) };
      at = end;
      continue;
    }
    clausePattern.lastIndex = at;
    const match = clausePattern.exec(text);
    if (match === null) return at === text.length - 1 ? "unexpected end of string" : `could not parse formatting clause: unrecognized formatting clause "${text.charAt(at + 1)}"`;
    at += match[0].length;
    yield match[2] === undefined ? { text: "%" } : { clause: match[2], precision: match[1] === undefined ? defaultPrecision : Number(match[1]) };
  }
  return undefined;
}

/** `"%s has %d".format(["a", 1])`. */
export function format(text: string, args: readonly unknown[]): string {
  const parts = formatParts(text);
  let result = "";
  let used = 0;
  for (let next = parts.next(); ; next = parts.next()) {
    if (next.done === true) {
      if (next.value !== undefined) throw new Failure(next.value);
      return result;
    }
    const part = next.value;
    if ("text" in part) {
      result += part.text;
      continue;
    }
    if (used >= args.length) throw new Failure(`index ${used} out of range`);
    result += formatOne(part.clause, fromJson(args[used++]), part.precision);
  }
}

/** What a clause takes, and what is said of anything else. */
export const formatClauses: Readonly<Record<string, { readonly kinds: readonly Kind[]; readonly complaint: string }>> = {
  s: { kinds: ["list", "map", "int", "uint", "double", "bool", "string", "timestamp", "bytes", "duration", "type", "null"], complaint: "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps" },
  d: { kinds: ["int", "uint"], complaint: "decimal clause can only be used on integers" },
  f: { kinds: ["double", "string"], complaint: "fixed-point clause can only be used on doubles" },
  e: { kinds: ["double", "string"], complaint: "scientific clause can only be used on doubles" },
  b: { kinds: ["int", "uint", "bool"], complaint: "only integers and bools can be formatted as binary" },
  x: { kinds: ["int", "uint", "string", "bytes"], complaint: "only integers, byte buffers, and strings can be formatted as hex" },
  X: { kinds: ["int", "uint", "string", "bytes"], complaint: "only integers, byte buffers, and strings can be formatted as hex" },
  o: { kinds: ["int", "uint"], complaint: "octal clause can only be used on integers" },
};

function unformattable(clause: string, value: unknown): Failure {
  return new Failure(`error during formatting: ${formatClauses[clause]?.complaint}, was given ${typeOfValue(value).name}`);
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `1.500000×10⁰⁰`, as the locale of upstream's formatter has it. */
function scientific(number: number, precision: number): string {
  const [mantissa, exponent = "+0"] = number.toExponential(precision).split("e");
  const digits = exponent.slice(1).padStart(2, "0").replace(/\d/g, (digit) => superscripts.charAt(Number(digit)));
  return `${mantissa}×10${exponent.startsWith("-") ? "⁻" : ""}${digits}`;
}

function formatOne(clause: string, value: unknown, precision: number): string {
  switch (clause) {
    case "s":
      return formatString(value);
    case "d":
      return String(whole(value, clause));
    case "f":
      return formatDouble(value, clause, (number) => number.toFixed(precision));
    case "e":
      return formatDouble(value, clause, (number) => scientific(number, precision));
    case "b":
      return typeof value === "boolean" ? String(Number(value)) : whole(value, clause).toString(2);
    case "o":
      return whole(value, clause).toString(8);
    default:
      return clause === "X" ? formatHex(value).toUpperCase() : formatHex(value);
  }
}

function whole(value: unknown, clause: string): bigint {
  if (isInt(value)) return BigInt(value);
  if (value instanceof Uint) return value.value;
  throw unformattable(clause, value);
}

function formatDouble(value: unknown, clause: string, write: (number: number) => string): string {
  if (typeof value === "string" && ["NaN", "Infinity", "-Infinity"].includes(value)) return value.replace("Infinity", "∞");
  if (!(value instanceof Double)) throw unformattable(clause, value);
  return Number.isFinite(value.value) ? write(value.value) : String(value.value).replace("Infinity", "∞");
}

function formatHex(value: unknown): string {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  if (bytes instanceof Uint8Array) return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return whole(value, "x").toString(16);
}

/** Strings within lists and maps are quoted. */
function formatString(value: unknown, isInner = false): string {
  if (typeof value === "string") return isInner ? `"${value.replaceAll('"', '\\"')}"` : value;
  if (value === null) return "null";
  if (typeof value === "boolean" || isInt(value)) return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Double) return stringOfDouble(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Duration) return isInner ? `duration("${value.format()}")` : value.format();
  if (value instanceof Timestamp) return isInner ? `timestamp("${value.format()}")` : value.format();
  if (value instanceof TypeValue) return value.type.name;
  if (Array.isArray(value)) return `[${value.map((item) => formatString(fromJson(item), true)).join(", ")}]`;
  if (!isMap(value)) throw unformattable("s", value);
  const entries = [...mapEntries(value)].sort(([a], [b]) => (typeof a === typeof b ? compare(a, b) : 0));
  return `{${entries.map(([key, item]) => `${formatString(key, true)}:${formatString(fromJson(item), true)}`).join(", ")}}`;
}
