import { Failure } from "./failure.ts";
import { Double, Extension, fromJson, isInt, isMap, mapEntries, mapGet, mapSize, Optional, StructValue, TypeValue, Uint } from "./values.ts";

/** Values of different types are different, but for numbers. Source: cel-spec, equality. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  const [a, b] = [fromJson(left), fromJson(right)];
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined || y !== undefined) return x !== undefined && y !== undefined && x == y;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  if (a instanceof Extension) return a.isEqual(b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && a.length === b.length && a.every((byte, index) => byte === b[index]);
  if (a instanceof Optional) return b instanceof Optional && a.hasValue === b.hasValue && (!a.hasValue || isEqual(a.value, b.value));
  if (a instanceof TypeValue) return b instanceof TypeValue && a.type.name === b.type.name;
  if (a instanceof StructValue) return b instanceof StructValue && a.name === b.name && a.fields.size === b.fields.size && [...a.fields].every(([name, value]) => b.fields.has(name) && isEqual(value, b.fields.get(name)));
  if (!isMap(a) || !isMap(b) || mapSize(a) !== mapSize(b)) return false;
  for (const [key, value] of mapEntries(a)) {
    const other = mapGet(b, key);
    if (other === undefined || !isEqual(value, other)) return false;
  }
  return true;
}

/** JavaScript compares numbers and bigints exactly. */
function numberOf(value: unknown): number | bigint | undefined {
  if (value instanceof Double || value instanceof Uint) return value.value;
  return isInt(value) ? value : undefined;
}

const utf8 = new TextEncoder();

/** Below zero, zero or above. Strings by their code points, bytes by their values, false before true. */
export function compare(left: unknown, right: unknown): number {
  const [x, y] = [numberOf(fromJson(left)), numberOf(fromJson(right))];
  if (x !== undefined && y !== undefined) {
    if (Number.isNaN(x) || Number.isNaN(y)) throw new Failure("NaN values cannot be ordered");
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (typeof left === "string" && typeof right === "string") return compareStrings(left, right);
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  if (left instanceof Uint8Array && right instanceof Uint8Array) return compareBytes(left, right);
  const order = left instanceof Extension ? left.compareTo(right) : undefined;
  if (order === undefined) throw new Failure("no such overload");
  return order;
}

function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  // UTF-16 and code points differ in their order only where surrogates are.
  if (!/[\ud800-\udfff]/.test(left) && !/[\ud800-\udfff]/.test(right)) return left < right ? -1 : 1;
  return compareBytes(utf8.encode(left), utf8.encode(right));
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  for (let index = 0; index < left.length && index < right.length; index++) {
    const difference = (left[index] as number) - (right[index] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
