/** A whole number, or a string that is a number of percent (`"25%"`) or the name of a port. Source: apimachinery util/intstr. */
export type IntOrString = number | string;

/** The number of percent, or undefined when the value is not written as a percentage. */
export function percentOf(value: IntOrString): number | undefined {
  return typeof value === "string" && /^\d+%$/.test(value) ? Number(value.slice(0, -1)) : undefined;
}

/**
 * The value as a count: a number is itself, a percentage is that share of `total`. Throws upstream's words for any
 * other string. Source: intstr GetScaledValueFromIntOrPercent.
 */
export function scaledValue(value: IntOrString, total: number, rounding: "up" | "down"): number {
  if (typeof value === "number") return value;
  const percent = percentOf(value);
  if (percent === undefined) throw new Error(`invalid value for IntOrString: invalid type: string is not a percentage`);
  const share = (percent * total) / 100;
  return rounding === "up" ? Math.ceil(share) : Math.floor(share);
}
