import { type FunctionDeclaration, global, member } from "../environment.ts";
import { Failure } from "../run/failure.ts";
import { Duration, Timestamp } from "../run/time.ts";
import { Double, fromJson, isMap, mapSize, Optional, Uint } from "../run/values.ts";

/** Source: cel-go cel/library.go optionalLib. `or` and `orValue` are the planner's: they look at their argument only when they must. */

function isZero(value: unknown): boolean {
  if (value === null || value === false || value === "" || value === 0) return true;
  if (value instanceof Double) return value.value === 0;
  if (value instanceof Uint) return value.value === 0n;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Duration || value instanceof Timestamp) return value.nanos === 0n;
  if (value instanceof Optional) return !value.hasValue;
  return isMap(value) && mapSize(value) === 0;
}

function valueOf(optional: Optional): unknown {
  if (!optional.hasValue) throw new Failure("optional.none() dereference");
  return optional.value;
}

function unwrapAll(list: readonly unknown[]): unknown[] {
  return list.flatMap((item) => {
    if (!(item instanceof Optional)) throw new Failure("value is not optional");
    return item.hasValue ? [item.value] : [];
  });
}

const at = (list: readonly unknown[], index: number): Optional => (list.length === 0 ? Optional.none : new Optional(fromJson(list.at(index))));

export const optionalFunctions = (): readonly FunctionDeclaration[] => [
  global("optional.of", "optional_of", "V -> optional(V)", (value: unknown) => new Optional(value)),
  global("optional.ofNonZeroValue", "optional_ofNonZeroValue", "V -> optional(V)", (value: unknown) => (isZero(value) ? Optional.none : new Optional(value))),
  global("optional.none", "optional_none", "-> optional(V)", () => Optional.none),
  global("optional.unwrap", "optional_unwrap", "list(optional(V)) -> list(V)", unwrapAll),
  member("unwrapOpt", "optional_unwrapOpt", "list(optional(V)) -> list(V)", unwrapAll),
  member("value", "optional_value", "optional(V) -> V", valueOf),
  member("hasValue", "optional_hasValue", "optional(V) -> bool", ({ hasValue }: Optional) => hasValue),
  member("or", "optional_or_optional", "optional(V) optional(V) -> optional(V)"),
  member("orValue", "optional_orValue_value", "optional(V) V -> V"),
  member("last", "list_last", "list(V) -> optional(V)", (list: unknown[]) => at(list, -1)),
  member("first", "list_first", "list(V) -> optional(V)", (list: unknown[]) => at(list, 0)),
];
