import { goFloat, goNumber } from "../text/go-number.ts";
import { factorNotPositive, notMultipleOf, ofTheWhole, outOfBounds, type Outcome } from "./outcome.ts";
import type { StructuralSchema } from "./schema.ts";

const maxFloat32 = 3.4028234663852886e38;
const relativeError = 1e-9;

/** What a number may be, besides its bounds. `type` is empty where the schema leaves it open. */
export interface NumberType {
  readonly type: "" | "integer" | "number";
  readonly format: string;
}

/** What Go would have read as an int64. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}

/** A whole number that JSON carries without loss, or so near to one that Go takes it for it. Source: go-openapi swag IsFloat64AJSONInteger. */
export function isJsonInteger(value: number): boolean {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  const rounded = Math.round(value);
  return value === rounded || (rounded !== 0 && Math.abs(value - rounded) < relativeError * Math.abs(rounded));
}

/**
 * Bounds and factors. An int64 is compared with bounds cut to int64, unless they do not fit the type; a bound that
 * does not fit is told of too. Source: kube-openapi pkg/validation/validate numberValidator.
 */
export function checkNumber(value: number, name: string, schema: StructuralSchema, { type, format }: NumberType, out: Outcome): void {
  const { multipleOf, maximum, exclusiveMaximum = false, minimum, exclusiveMinimum = false } = schema;
  const fits = (number: number, what: string): boolean => {
    if (fitsType(number, type, format)) return true;
    const words = format === "" ? "(default format)" : `with format ${format}`;
    out.add(ofTheWhole(`${what} value must be of type ${type} ${words} in ${name}`));
    return false;
  };
  fits(value, "Checked");
  if (multipleOf !== undefined) checkFactor(value, name, { factor: multipleOf, whole: fits(multipleOf, "MultipleOf") && isInt64(value) }, out);
  if (minimum !== undefined) {
    const whole = fits(minimum, "Minimum boundary") && isInt64(value);
    const bound = whole ? Math.trunc(minimum) : minimum;
    if (exclusiveMinimum ? value <= bound : value < bound) out.add(outOfBounds(name, `greater than ${exclusiveMinimum ? "" : "or equal to "}${inGo(bound, whole)}`, value));
  }
  if (maximum !== undefined) {
    const whole = fits(maximum, "Maximum boundary") && isInt64(value);
    const bound = whole ? Math.trunc(maximum) : maximum;
    if (exclusiveMaximum ? value >= bound : value > bound) out.add(outOfBounds(name, `less than ${exclusiveMaximum ? "" : "or equal to "}${inGo(bound, whole)}`, value));
  }
  out.matches++;
}

function inGo(bound: number, whole: boolean): string {
  return whole ? goNumber(bound) : goFloat(bound);
}

function checkFactor(value: number, name: string, { factor: written, whole }: { readonly factor: number; readonly whole: boolean }, out: Outcome): void {
  const factor = whole ? Math.trunc(written) : written;
  if (factor <= 0) out.add(factorNotPositive(name, factor));
  else if (whole ? value % factor !== 0 : !isJsonInteger(factor < 1 ? (1 / factor) * value : value / factor)) out.add(notMultipleOf(name, inGo(factor, whole), value));
}

function fitsType(value: number, type: string, format: string): boolean {
  if (type === "integer") return isInt64(value) && (format !== "int32" || Math.abs(value + 0.5) <= 2 ** 31);
  return format !== "float" || Math.abs(value) <= maxFloat32;
}
