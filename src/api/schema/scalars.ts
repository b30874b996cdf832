import { decodeBase64Text } from "./base64.ts";
import type { Decode, DecodeContext } from "./decode-context.ts";
import { jsonTypeOf } from "./decode-context.ts";

export function stringDecoder(goType: string): Decode {
  return (value, context) => (typeof value === "string" ? value : mismatch(value, goType, context));
}

export function booleanDecoder(goType: string): Decode {
  return (value, context) => (typeof value === "boolean" ? value : mismatch(value, goType, context));
}

export function floatDecoder(goType: string): Decode {
  return (value, context) => (typeof value === "number" ? value : mismatch(value, goType, context));
}

/** Bounds by Go type. A JavaScript number holds whole numbers exactly only up to 2^53; beyond, int64 values lose digits. */
const bounds: Readonly<Record<string, readonly [min: number, max: number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  uint16: [0, 2 ** 16 - 1],
};

/** Whole numbers within the bounds of `format`; `goType` is what the error calls the type (it may have a name of its own). */
export function integerDecoder(format: string, goType: string): Decode {
  const [min, max] = bounds[format] ?? (bounds.int64 as readonly [number, number]);
  return (value, context) => {
    if (typeof value !== "number") return mismatch(value, goType, context);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    context.mismatch(`number ${value}`, goType);
    return undefined;
  };
}

/** Base64 text, standard alphabet with padding; line breaks inside are dropped. */
export function bytesDecoder(goType: string): Decode {
  return (value, context) => {
    if (typeof value !== "string") return mismatch(value, goType, context);
    const { text, corruptAt } = decodeBase64Text(value);
    if (corruptAt !== undefined) context.refuse(`illegal base64 data at input byte ${corruptAt}`, false);
    return text;
  };
}

function mismatch(value: unknown, goType: string, context: DecodeContext): undefined {
  context.mismatch(jsonTypeOf(value), goType);
  return undefined;
}
