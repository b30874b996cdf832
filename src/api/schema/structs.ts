import type { Decode, DecodeContext } from "./decode-context.ts";
import { jsonTypeOf } from "./decode-context.ts";
import { setEntry } from "./untyped.ts";

/** When a decoded field is left out of the object because Go would not write it. */
export type Omission = "never" | "zero" | "empty";

/** One field of a struct. */
export interface FieldRule {
  readonly decode: Decode;
  readonly omit: Omission;
  /** Makes what stands in the field when it is absent or left out; undefined for fields that may be absent. */
  readonly fill: (() => unknown) | undefined;
}

/** All fields of a struct in the order of the facts, found by name. */
export type FieldRules = ReadonlyMap<string, FieldRule>;

/** `rules` is called at the first use, so that definitions may refer to each other and cost nothing until needed. */
export function structDecoder(structName: string, goType: string, rules: () => FieldRules): Decode {
  let fields: FieldRules | undefined;
  let filled: readonly (readonly [string, () => unknown])[] = [];
  return (value, context) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      context.mismatch(jsonTypeOf(value), goType);
      return undefined;
    }
    if (fields === undefined) {
      fields = rules();
      filled = filledFields(fields);
    }
    const result = decodeFields(value as Record<string, unknown>, structName, fields, context);
    for (const [name, fill] of filled) if (result[name] === undefined) result[name] = fill();
    return result;
  };
}

export function filledFields(fields: FieldRules): [string, () => unknown][] {
  return [...fields].flatMap(([name, { fill }]): [string, () => unknown][] => (fill === undefined ? [] : [[name, fill]]));
}

function decodeFields(value: Record<string, unknown>, structName: string, fields: FieldRules, context: DecodeContext): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const outerStruct = context.structName;
  for (const name in value) {
    const fieldValue = value[name];
    if (fieldValue === undefined) continue;
    const rule = fields.get(name);
    if (rule === undefined) {
      context.unknownField(name);
      continue;
    }
    if (fieldValue === null) continue;
    context.structName = structName;
    context.enterField(name);
    const decoded = rule.decode(fieldValue, context);
    context.leaveField();
    if (decoded !== undefined && !isOmitted(decoded, rule.omit)) result[name] = decoded;
  }
  context.structName = outerStruct;
  return result;
}

function isOmitted(value: unknown, omit: Omission): boolean {
  if (omit === "never") return false;
  if (omit === "zero") return value === "" || value === 0 || value === false;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value as object) return false;
  return true;
}

/** `nullItem` makes what a `null` in the list stands for: Go reads it as the item type's zero value. */
export function listDecoder(goType: string, item: Decode, nullItem: () => unknown): Decode {
  return (value, context) => {
    if (!Array.isArray(value)) {
      context.mismatch(jsonTypeOf(value), goType);
      return undefined;
    }
    const result = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index++) {
      context.enterItem(index);
      const element: unknown = value[index];
      result[index] = element === null || element === undefined ? nullItem() : item(element, context);
      context.leaveItem();
    }
    return result;
  };
}

export function mapDecoder(goType: string, item: Decode, nullItem: () => unknown): Decode {
  return (value, context) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      context.mismatch(jsonTypeOf(value), goType);
      return undefined;
    }
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const element = (value as Record<string, unknown>)[key];
      if (element === undefined) continue;
      context.enterItem(key);
      setEntry(result, key, element === null ? nullItem() : item(element, context));
      context.leaveItem();
    }
    return result;
  };
}
