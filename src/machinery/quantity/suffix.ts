/** How a quantity was written and will be written again. Source: apimachinery api/resource Format. */
export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

export interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const decimalExponents: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const decimalSuffixes = new Map(Object.entries(decimalExponents).map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffixes = new Map(Object.entries(binaryExponents).map(([suffix, exponent]) => [exponent, suffix]));

/** Beyond this an exponent means "huge" or "nothing" and would only cost time to compute with. */
const largestExponent = 400;

/** What stands after the number: `Mi` is 2^20, `m` is 10^-3, `e3` is 10^3. Undefined when it is nothing of these. */
export function parseSuffix(text: string): Suffix | undefined {
  const decimal = decimalExponents[text];
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: "DecimalSI" };
  const binary = binaryExponents[text];
  if (binary !== undefined) return { base: 2, exponent: binary, format: "BinarySI" };
  if (!/^[eE][+-]?\d+$/.test(text)) return undefined;
  const exponent = Math.min(largestExponent, Math.max(-largestExponent, Number(text.slice(1))));
  return { base: 10, exponent, format: "DecimalExponent" };
}

/** The suffix of 10^exponent; "" for powers that have no letter. */
export function decimalSuffix(exponent: number, format: QuantityFormat): string {
  if (format === "DecimalExponent") return exponent === 0 ? "" : `e${exponent}`;
  return decimalSuffixes.get(exponent) ?? "";
}

/** The suffix of 2^exponent. */
export function binarySuffix(exponent: number): string {
  return binarySuffixes.get(exponent) ?? "";
}
