import { Failure, noSuchOverload } from "./failure.ts";
import { Duration, Timestamp } from "./time.ts";
import { Double, Extension, fromJson, type Int, isInt, isMap, isPlainObject, MapValue, mapGet, Optional, StructValue, Uint } from "./values.ts";
import type { Type } from "../types.ts";

/** How what is read out of JSON becomes a value of the type that it is known to have. */
export function readerOf(type: Type): (value: unknown) => unknown {
  switch (type.kind) {
    case "timestamp":
      return (value) => (typeof value === "string" ? Timestamp.parse(value) : value);
    case "duration":
      return (value) => (typeof value === "string" ? Duration.parse(value) : value);
    case "double":
      return (value) => (typeof value === "number" ? new Double(value) : value);
    case "bytes":
      return (value) => (typeof value === "string" ? bytesOfBase64(value) : value);
    default:
      return fromJson;
  }
}

function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** A field of an object or a key of a map; undefined where it is absent. */
function fieldOf(operand: unknown, field: string): unknown {
  if (isPlainObject(operand)) return Object.hasOwn(operand, field) ? operand[field] : undefined;
  if (operand instanceof MapValue) return operand.get(field);
  if (operand instanceof StructValue) return operand.fields.get(field);
  throw noSuchOverload();
}

/** `operand.field`; of an optional an optional. */
export function select(operand: unknown, field: string, read: (value: unknown) => unknown): unknown {
  if (operand instanceof Optional) return optionalSelect(operand, field, read);
  const value = fieldOf(operand, field);
  if (value === undefined) throw new Failure(`no such key: ${field}`);
  return read(value);
}

export function optionalSelect(operand: unknown, field: string, read: (value: unknown) => unknown): Optional {
  if (operand instanceof Optional) return operand.hasValue ? optionalSelect(operand.value, field, read) : Optional.none;
  const value = fieldOf(operand, field);
  return value === undefined ? Optional.none : new Optional(read(value));
}

/** `has(operand.field)`. */
export function isPresent(operand: unknown, field: string): boolean {
  if (operand instanceof Optional) return operand.hasValue && isPresent(operand.value, field);
  return fieldOf(operand, field) !== undefined;
}

export function index(operand: unknown, key: unknown, read: (value: unknown) => unknown): unknown {
  if (operand instanceof Optional) return optionalIndex(operand, key, read);
  if (Array.isArray(operand)) {
    const place = placeOf(key);
    if (place < 0 || place >= operand.length) throw new Failure(`index out of bounds: ${place}`);
    return read(operand[place]);
  }
  if (!isMap(operand)) throw noSuchOverload();
  const value = mapGet(operand, key);
  if (value === undefined) throw new Failure(`no such key: ${keyText(key)}`);
  return read(value);
}

export function optionalIndex(operand: unknown, key: unknown, read: (value: unknown) => unknown): Optional {
  if (operand instanceof Optional) return operand.hasValue ? optionalIndex(operand.value, key, read) : Optional.none;
  if (Array.isArray(operand)) {
    const place = placeOf(key);
    return place < 0 || place >= operand.length ? Optional.none : new Optional(read(operand[place]));
  }
  if (!isMap(operand)) throw noSuchOverload();
  const value = mapGet(operand, key);
  return value === undefined ? Optional.none : new Optional(read(value));
}

/** Lists are indexed by any whole number. */
function placeOf(key: unknown): number {
  if (isInt(key)) return Number(key);
  if (key instanceof Uint || (key instanceof Double && Number.isInteger(key.value))) return Number(key.value);
  throw noSuchOverload();
}

function keyText(key: unknown): string {
  if (key instanceof Uint || key instanceof Double) return String(key.value);
  return key instanceof Extension ? key.type.name : String(key as string | boolean | Int);
}
