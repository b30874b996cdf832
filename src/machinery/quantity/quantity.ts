import { binarySuffix, decimalSuffix, parseSuffix, type QuantityFormat } from "./suffix.ts";

/** The text is not a quantity. Messages are upstream's. */
export class QuantityError extends Error {
  override readonly name = "QuantityError";
}

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const wrongSuffix = "unable to parse quantity's suffix";

const largest = 2n ** 63n - 1n;
/** Nothing smaller than a billionth can be told apart; what is not zero is at least that much. */
const smallestScale = -9;

const decimalKilo = 1000n;
const binaryKilo = 1024n;

/**
 * An exact amount of something: `unscaled` times ten to the power of `scale`. Immutable; arithmetic keeps the
 * receiver's format. Written in canonical form: the largest suffix that needs no decimal point, so `1500m` and not
 * `1.5`, `1536Mi` and not `1.5Gi`. Source: apimachinery api/resource Quantity.
 */
export class Quantity {
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  #text: string | undefined;

  constructor(unscaled: bigint, scale = 0, format: QuantityFormat = "DecimalSI") {
    this.unscaled = unscaled;
    this.scale = scale;
    this.format = format;
  }

  static readonly zero: Quantity = new Quantity(0n);

  /** Cuts off what is below a whole. */
  static fromInt(value: number | bigint, format: QuantityFormat = "DecimalSI"): Quantity {
    return new Quantity(typeof value === "bigint" ? value : BigInt(Math.trunc(value)), 0, format);
  }

  /** Of thousandths, as cpu is counted. */
  static fromMilli(value: number | bigint, format: QuantityFormat = "DecimalSI"): Quantity {
    return new Quantity(typeof value === "bigint" ? value : BigInt(Math.trunc(value)), -3, format);
  }

  /** -1, 0 or 1. */
  get sign(): number {
    return this.unscaled === 0n ? 0 : this.unscaled < 0n ? -1 : 1;
  }

  get isZero(): boolean {
    return this.unscaled === 0n;
  }

  add(other: Quantity): Quantity {
    const scale = Math.min(this.scale, other.scale);
    return new Quantity(this.#unscaledAt(scale) + other.#unscaledAt(scale), scale, this.#formatWith(other));
  }

  subtract(other: Quantity): Quantity {
    return this.add(other.negate());
  }

  multiply(factor: number): Quantity {
    return new Quantity(this.unscaled * BigInt(Math.trunc(factor)), this.scale, this.format);
  }

  negate(): Quantity {
    return new Quantity(-this.unscaled, this.scale, this.format);
  }

  /** Negative when this is less than `other`, 0 when they are the same amount, positive when it is more. */
  compare(other: Quantity): number {
    const scale = Math.min(this.scale, other.scale);
    const difference = this.#unscaledAt(scale) - other.#unscaledAt(scale);
    return difference === 0n ? 0 : difference < 0n ? -1 : 1;
  }

  equals(other: Quantity): boolean {
    return this.compare(other) === 0;
  }

  /** In units of 10^scale, rounded away from zero: who asks for a little gets something. */
  scaledValue(scale: number): number {
    return Number(this.#roundedUp(scale));
  }

  /** Whole units, rounded away from zero. */
  asInt64(): number {
    return this.scaledValue(0);
  }

  /** Thousandths, rounded away from zero. */
  asMilli(): number {
    return this.scaledValue(-3);
  }

  /** The nearest double. */
  asNumber(): number {
    return this.scale >= 0 ? Number(this.unscaled * 10n ** BigInt(this.scale)) : Number(this.unscaled) / 10 ** -this.scale;
  }

  toString(): string {
    this.#text ??= this.#canonical();
    return this.#text;
  }

  toJSON(): string {
    return this.toString();
  }

  /** Zero takes the format of what it is added to. */
  #formatWith(other: Quantity): QuantityFormat {
    return this.isZero ? other.format : this.format;
  }

  /** The unscaled value at a scale that is not larger than the own one. */
  #unscaledAt(scale: number): bigint {
    return scale === this.scale ? this.unscaled : this.unscaled * 10n ** BigInt(this.scale - scale);
  }

  #roundedUp(scale: number): bigint {
    if (scale <= this.scale) return this.#unscaledAt(scale);
    return divideAwayFromZero(this.unscaled, 10n ** BigInt(scale - this.scale));
  }

  #canonical(): string {
    if (this.isZero) return "0";
    if (this.format === "BinarySI") {
      const whole = this.#roundedUp(0);
      const isExact = this.scale >= 0 || whole * 10n ** BigInt(-this.scale) === this.unscaled;
      // Small and fractional amounts would lose precision or surprise in powers of 1024.
      if (isExact && (whole >= binaryKilo || whole <= -binaryKilo)) return binaryText(whole);
      return this.#decimalText("DecimalSI");
    }
    return this.#decimalText(this.format);
  }

  #decimalText(format: QuantityFormat): string {
    let mantissa = this.unscaled;
    let exponent = this.scale;
    while (mantissa % 10n === 0n) {
      mantissa /= 10n;
      exponent++;
    }
    // Suffixes stand for powers of 1000.
    while (exponent % 3 !== 0) {
      mantissa *= 10n;
      exponent--;
    }
    // Past the last letter the zeros are written out.
    while (format === "DecimalSI" && exponent > 18) {
      mantissa *= decimalKilo;
      exponent -= 3;
    }
    return `${mantissa}${decimalSuffix(exponent, format)}`;
  }
}

function binaryText(whole: bigint): string {
  let mantissa = whole;
  let exponent = 0;
  while (mantissa % binaryKilo === 0n && exponent < 60) {
    mantissa /= binaryKilo;
    exponent += 10;
  }
  return `${mantissa}${binarySuffix(exponent)}`;
}

function divideAwayFromZero(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  if (quotient * divisor === value) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

const shape = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[+-]?\d*)$/;

/** The quantity that `text` writes. Throws QuantityError in upstream's words. A number is taken as its decimal text. */
export function parseQuantity(text: string | number): Quantity {
  const key = typeof text === "number" ? String(text) : text;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const quantity = parse(key);
  if (parsed.size >= maxParsed) parsed.clear();
  parsed.set(key, quantity);
  return quantity;
}

/** The same few amounts are read over and over; they are immutable, so one of each is enough. */
const parsed = new Map<string, Quantity>();
const maxParsed = 4_096;

/** True when `parseQuantity` would not throw. */
export function isQuantity(text: string | number): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch {
    return false;
  }
}

function parse(text: string): Quantity {
  const parts = shape.exec(text);
  if (text === "" || parts === null) throw new QuantityError(wrongFormat);
  const [, sign, integer = "", fraction = "", suffixText = ""] = parts;
  const suffix = parseSuffix(suffixText);
  if (suffix === undefined) throw new QuantityError(wrongSuffix);

  // Upstream reads a missing number as 0, so `m` is a quantity.
  let magnitude = BigInt(`${integer}${fraction}` || "0");
  let scale = -fraction.length;
  let format = suffix.format;
  if (suffix.base === 2) magnitude <<= BigInt(suffix.exponent);
  else scale += suffix.exponent;

  if (scale < smallestScale) {
    magnitude = divideAwayFromZero(magnitude, 10n ** BigInt(smallestScale - scale));
    scale = smallestScale;
  }
  if (format === "BinarySI") {
    if (magnitude > largest * 10n ** BigInt(-scale)) {
      magnitude = largest;
      scale = 0;
    }
    if (magnitude > 0n && magnitude < 10n ** BigInt(-scale)) format = "DecimalSI";
  }
  return new Quantity(sign === "-" ? -magnitude : magnitude, scale, format);
}
