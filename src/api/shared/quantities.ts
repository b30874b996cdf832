import { parseQuantity } from "../../machinery/quantity/quantity.ts";

type QuantityText = string | number;

/** True when both are the same amount, however they are written. */
export function quantitiesEqual(a: QuantityText, b: QuantityText): boolean {
  return a === b || parseQuantity(a).equals(parseQuantity(b));
}

export function isZeroQuantity(quantity: QuantityText): boolean {
  return parseQuantity(quantity).isZero;
}

/** Negative when `a` is less than `b`, 0 when they are equal, positive when it is more. */
export function compareQuantities(a: QuantityText, b: QuantityText): number {
  return a === b ? 0 : parseQuantity(a).compare(parseQuantity(b));
}

/** What a quantity may not be as an amount of a resource that is had or asked for. Source: kubernetes validation ValidateNonnegativeQuantity. */
export function nonNegativeQuantityProblems(quantity: QuantityText): string[] {
  return parseQuantity(quantity).sign < 0 ? ["must be greater than or equal to 0"] : [];
}

export function isWholeQuantity(quantity: QuantityText): boolean {
  const parsed = parseQuantity(quantity);
  return parsed.asMilli() % 1_000 === 0;
}
