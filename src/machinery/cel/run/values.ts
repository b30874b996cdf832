import { boolType, bytesType, doubleType, dynType, intType, listOf, mapOf, nullType, optionalOf, stringType, structType, type Type, typeType, uintType } from "../types.ts";
import { Failure } from "./failure.ts";

/**
 * Values while an expression runs. JSON is used as it is and never copied:
 *
 *     null, bool, string   themselves
 *     int                  a number where that is exact, else a bigint: of two equal ints `===` holds
 *     list                 an array; what it holds may be JSON or values, which is why a double is a class of its own
 *     map, object          a plain object, or a MapValue where keys are anything but strings or the expression made it
 *
 * A number in JSON is an int where it is whole, else a double: `fromJson`, at every place where something is read out of JSON.
 */
export type Int = number | bigint;

export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A type as a value; two are equal where their names are. */
export class TypeValue {
  readonly type: Type;

  constructor(type: Type) {
    this.type = type;
  }
}

export class Optional {
  static readonly none: Optional = new Optional(undefined);
  /** Undefined where there is nothing. */
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  get hasValue(): boolean {
    return this.value !== undefined;
  }
}

/** What a library adds: URLs, addresses, times. */
export abstract class Extension {
  abstract readonly type: Type;
  /** What is taken for its size where a call is priced by that. */
  readonly size: number = 1;

  abstract isEqual(other: unknown): boolean;
  /** Below zero, zero or above; undefined where there is no order between the two. */
  compareTo(_other: unknown): number | undefined {
    return undefined;
  }
}

/** A map that an expression made, in the order in which it was filled. 1, 1u and 1.0 are one key. */
export class MapValue {
  readonly #entries = new Map<unknown, readonly [key: unknown, value: unknown]>();

  get size(): number {
    return this.#entries.size;
  }

  get(key: unknown): unknown {
    return this.#entries.get(canonicalKey(key))?.[1];
  }

  has(key: unknown): boolean {
    return this.#entries.has(canonicalKey(key));
  }

  /** Only whoever makes the map calls this. */
  set(key: unknown, value: unknown): void {
    this.#entries.set(canonicalKey(key), [key, value]);
  }

  entries(): Iterable<readonly [key: unknown, value: unknown]> {
    return this.#entries.values();
  }
}

function canonicalKey(key: unknown): unknown {
  const number = key instanceof Double ? key.value : key instanceof Uint ? key.value : key;
  return typeof number === "bigint" && number >= -largestExact && number <= largestExact ? Number(number) : number;
}

/** What `Object{...}` makes. */
export class StructValue {
  readonly name: string;
  readonly fields: ReadonlyMap<string, unknown>;

  constructor(name: string, fields: ReadonlyMap<string, unknown>) {
    this.name = name;
    this.fields = fields;
  }
}

const largestExact = BigInt(Number.MAX_SAFE_INTEGER);
const largestInt = 2n ** 63n - 1n;
const largestUint = 2n ** 64n - 1n;

export function int(value: bigint): Int {
  if (value > largestInt || value < -largestInt - 1n) throw new Failure("integer overflow");
  return value >= -largestExact && value <= largestExact ? Number(value) : value;
}

export function uint(value: bigint): Uint {
  if (value > largestUint || value < 0n) throw new Failure("unsigned integer overflow");
  return new Uint(value);
}

export function isInt(value: unknown): value is Int {
  return typeof value === "number" || typeof value === "bigint";
}

export function isMap(value: unknown): value is MapValue | Readonly<Record<string, unknown>> {
  return value instanceof MapValue || isPlainObject(value);
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function fromJson(value: unknown): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return Number.isInteger(value) && Math.abs(value) < Number(largestInt) ? int(BigInt(value)) : new Double(value);
}

/** How many entries a map has, JSON or not. */
export function mapSize(map: MapValue | Readonly<Record<string, unknown>>): number {
  return map instanceof MapValue ? map.size : Object.keys(map).length;
}

export function mapEntries(map: MapValue | Readonly<Record<string, unknown>>): Iterable<readonly [key: unknown, value: unknown]> {
  return map instanceof MapValue ? map.entries() : Object.entries(map);
}

/** Undefined where the map has no such key. */
export function mapGet(map: MapValue | Readonly<Record<string, unknown>>, key: unknown): unknown {
  if (map instanceof MapValue) return map.get(key);
  return typeof key === "string" && Object.hasOwn(map, key) ? fromJson(map[key]) : undefined;
}

export function typeOfValue(value: unknown): Type {
  if (value === null) return nullType;
  switch (typeof value) {
    case "boolean":
      return boolType;
    case "string":
      return stringType;
    case "number":
    case "bigint":
      return intType;
    default:
      break;
  }
  if (Array.isArray(value)) return listOf(dynType);
  if (value instanceof Double) return doubleType;
  if (value instanceof Uint) return uintType;
  if (value instanceof Uint8Array) return bytesType;
  if (value instanceof Optional) return optionalOf(dynType);
  if (value instanceof TypeValue) return typeType;
  if (value instanceof Extension) return value.type;
  if (value instanceof StructValue) return structType(value.name);
  return mapOf(dynType, dynType);
}

/** Whether a value may stand where a signature has this type. */
export function isOfType(value: unknown, type: Type): boolean {
  switch (type.kind) {
    case "dyn":
    case "any":
    case "param":
      return true;
    case "bool":
      return typeof value === "boolean";
    case "string":
      return typeof value === "string";
    case "int":
      return isInt(value);
    case "uint":
      return value instanceof Uint;
    case "double":
      return value instanceof Double;
    case "bytes":
      return value instanceof Uint8Array;
    case "null":
      return value === null;
    case "list":
      return Array.isArray(value);
    case "map":
      return isMap(value);
    case "type":
      return value instanceof TypeValue;
    default:
      if (type.name === "optional_type") return value instanceof Optional;
      return value instanceof Extension && value.type.name === type.name;
  }
}
