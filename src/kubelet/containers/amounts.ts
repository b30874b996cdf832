import { parseQuantity } from "../../machinery/quantity/quantity.ts";

/** A quantity in thousandths, rounded up: `500m` is 500, `2` is 2000. */
export function milliValue(quantity: string | number): number {
  return parseQuantity(quantity).asMilli();
}

/** A quantity in whole units, rounded up: `1Ki` is 1024. */
export function wholeValue(quantity: string | number): number {
  return parseQuantity(quantity).asInt64();
}
