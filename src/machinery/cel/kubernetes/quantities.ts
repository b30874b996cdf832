import { parseQuantity, Quantity, QuantityError } from "../../quantity/quantity.ts";
import { type FunctionDeclaration, global, member } from "../environment.ts";
import { Failure } from "../run/failure.ts";
import { Double, Extension, type Int, int } from "../run/values.ts";
import { parseType } from "../types.ts";

/** Source: apiserver pkg/cel/library/quantity.go. */
export class QuantityValue extends Extension {
  readonly type = parseType("kubernetes.Quantity");
  readonly quantity: Quantity;

  constructor(quantity: Quantity) {
    super();
    this.quantity = quantity;
  }

  isEqual(other: unknown): boolean {
    return other instanceof QuantityValue && other.quantity.equals(this.quantity);
  }
}

type Amount = QuantityValue;

function parse(text: string): Quantity | string {
  try {
    return parseQuantity(text);
  } catch (error) {
    if (error instanceof QuantityError) return error.message;
    throw error;
  }
}

function quantityOf(text: string): Amount {
  const quantity = parse(text);
  if (typeof quantity === "string") throw new Failure(quantity);
  return new QuantityValue(quantity);
}

/** Undefined where the amount is no whole number that an int can hold. */
function wholeOf({ quantity: { unscaled, scale } }: Amount): bigint | undefined {
  const size = 10n ** BigInt(Math.abs(scale));
  if (scale < 0 && unscaled % size !== 0n) return undefined;
  const whole = scale < 0 ? unscaled / size : unscaled * size;
  return BigInt.asIntN(64, whole) === whole ? whole : undefined;
}

function asInteger(amount: Amount): Int {
  const whole = wholeOf(amount);
  if (whole === undefined) throw new Failure("cannot convert value to integer");
  return int(whole);
}

const add = ({ quantity }: Amount, other: Quantity): Amount => new QuantityValue(quantity.add(other));
const subtract = ({ quantity }: Amount, other: Quantity): Amount => new QuantityValue(quantity.subtract(other));

export const quantityFunctions = (): readonly FunctionDeclaration[] => [
  global("quantity", "string_to_quantity", "string -> kubernetes.Quantity", quantityOf),
  global("isQuantity", "is_quantity_string", "string -> bool", (text: string) => typeof parse(text) !== "string"),
  global("sign", "quantity_sign", "kubernetes.Quantity -> int", ({ quantity }: Amount) => quantity.sign),
  member("isGreaterThan", "quantity_is_greater_than", "kubernetes.Quantity kubernetes.Quantity -> bool", (a: Amount, b: Amount) => a.quantity.compare(b.quantity) > 0),
  member("isLessThan", "quantity_is_less_than", "kubernetes.Quantity kubernetes.Quantity -> bool", (a: Amount, b: Amount) => a.quantity.compare(b.quantity) < 0),
  member("compareTo", "quantity_compare_to", "kubernetes.Quantity kubernetes.Quantity -> int", (a: Amount, b: Amount) => a.quantity.compare(b.quantity)),
  member("asApproximateFloat", "quantity_get_float", "kubernetes.Quantity -> double", ({ quantity }: Amount) => new Double(quantity.asNumber())),
  member("asInteger", "quantity_get_int", "kubernetes.Quantity -> int", asInteger),
  member("isInteger", "quantity_is_integer", "kubernetes.Quantity -> bool", (amount: Amount) => wholeOf(amount) !== undefined),
  member("add", "quantity_add", "kubernetes.Quantity kubernetes.Quantity -> kubernetes.Quantity", (a: Amount, b: Amount) => add(a, b.quantity)),
  member("add", "quantity_add_int", "kubernetes.Quantity int -> kubernetes.Quantity", (a: Amount, b: Int) => add(a, Quantity.fromInt(b))),
  member("sub", "quantity_sub", "kubernetes.Quantity kubernetes.Quantity -> kubernetes.Quantity", (a: Amount, b: Amount) => subtract(a, b.quantity)),
  member("sub", "quantity_sub_int", "kubernetes.Quantity int -> kubernetes.Quantity", (a: Amount, b: Int) => subtract(a, Quantity.fromInt(b))),
];
