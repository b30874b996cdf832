import { type FunctionDeclaration, global, member } from "../environment.ts";
import { Failure } from "../run/failure.ts";
import type { Int } from "../run/values.ts";
import { format } from "./format-string.ts";

/** Places count characters, not UTF-16 units. Source: cel-go ext/strings.go, version 2. */

function inRange(index: number, length: number): number {
  if (index < 0 || index > length) throw new Failure(`index out of range: ${index}`);
  return index;
}

function charAt(text: string, index: Int): string {
  const characters = [...text];
  return characters[inRange(Number(index), characters.length)] ?? "";
}

function indexOf(text: string, part: string, from: Int = 0): number {
  const [characters, wanted] = [[...text], [...part]];
  const start = inRange(Number(from), characters.length);
  if (part === "") return start;
  for (let index = start; index + wanted.length <= characters.length; index++) if (wanted.every((char, offset) => characters[index + offset] === char)) return index;
  return -1;
}

function lastIndexOf(text: string, part: string, from?: Int): number {
  const [characters, wanted] = [[...text], [...part]];
  const start = from === undefined ? characters.length : inRange(Number(from), characters.length);
  if (part === "") return start;
  for (let index = Math.min(start, characters.length - wanted.length); index >= 0; index--) if (wanted.every((char, offset) => characters[index + offset] === char)) return index;
  return -1;
}

/** An empty `old` is found before every character and at the end. */
function replace(text: string, old: string, fresh: string, count: Int = -1): string {
  const pieces = old === "" ? ["", ...text, ""] : text.split(old);
  const limit = count < 0 ? pieces.length : Number(count) + 1;
  const kept = pieces.slice(limit);
  return pieces.slice(0, limit).join(fresh) + (kept.length === 0 ? "" : old + kept.join(old));
}

function split(text: string, separator: string, count: Int = -1): string[] {
  if (count === 0) return [];
  const parts = separator === "" ? [...text] : text.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  const limit = Number(count);
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

function substring(text: string, start: Int, end?: Int): string {
  const characters = [...text];
  const [from, to] = [inRange(Number(start), characters.length), inRange(end === undefined ? characters.length : Number(end), characters.length)];
  if (from > to) throw new Failure(`invalid substring range. start: ${from}, end: ${to}`);
  return characters.slice(from, to).join("");
}

function join(list: readonly unknown[], separator = ""): string {
  const wrong = list.find((item) => typeof item !== "string");
  if (wrong !== undefined) throw new Failure("no such overload");
  return list.join(separator);
}

const controls: Readonly<Record<string, string>> = { "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\", '"': '\\"' };

function quote(text: string): string {
  return `"${text.toWellFormed().replace(/[\x07\b\f\n\r\t\v\\"]/g, (char) => controls[char] as string)}"`;
}

/** Go's idea of space. Source: unicode.IsSpace. */
const trim = (text: string): string => text.replace(/^[\t-\r \u0085\p{Z}]+|[\t-\r \u0085\p{Z}]+$/gu, "");

export const stringFunctions = (): readonly FunctionDeclaration[] => [
  member("charAt", "string_char_at_int", "string int -> string", charAt),
  member("indexOf", "string_index_of_string", "string string -> int", indexOf),
  member("indexOf", "string_index_of_string_int", "string string int -> int", indexOf),
  member("lastIndexOf", "string_last_index_of_string", "string string -> int", lastIndexOf),
  member("lastIndexOf", "string_last_index_of_string_int", "string string int -> int", lastIndexOf),
  member("lowerAscii", "string_lower_ascii", "string -> string", (text: string) => text.replace(/[A-Z]/g, (char) => char.toLowerCase())),
  member("upperAscii", "string_upper_ascii", "string -> string", (text: string) => text.replace(/[a-z]/g, (char) => char.toUpperCase())),
  member("replace", "string_replace_string_string", "string string string -> string", replace),
  member("replace", "string_replace_string_string_int", "string string string int -> string", replace),
  member("split", "string_split_string", "string string -> list(string)", split),
  member("split", "string_split_string_int", "string string int -> list(string)", split),
  member("substring", "string_substring_int", "string int -> string", substring),
  member("substring", "string_substring_int_int", "string int int -> string", substring),
  member("trim", "string_trim", "string -> string", trim),
  member("format", "string_format", "string list(dyn) -> string", format),
  member("join", "list_join", "list(string) -> string", join),
  member("join", "list_join_string", "list(string) string -> string", join),
  global("strings.quote", "strings_quote", "string -> string", quote),
];
