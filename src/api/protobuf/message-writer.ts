const encoder = new TextEncoder();

/** Writes one protobuf message, field by field. What is undefined, false, 0 or an empty string is left out, as proto3 does. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];
  #bytes = 0;

  string(number: number, value: string | undefined): this {
    return value === undefined || value === "" ? this : this.message(number, encoder.encode(value));
  }

  strings(number: number, values: readonly string[] | undefined): this {
    for (const value of values ?? []) this.message(number, encoder.encode(value));
    return this;
  }

  bool(number: number, value: boolean | undefined): this {
    if (value === true) this.#push(Uint8Array.of(...varint(number << 3), 1));
    return this;
  }

  /** Any integer type but the fixed and the zigzag ones. Zero is left out. */
  integer(number: number, value: number | undefined): this {
    if (value !== undefined && value !== 0) this.#push(Uint8Array.of(...varint(number << 3), ...signedVarint(value)));
    return this;
  }

  /** A list of integers, packed as proto3 does. */
  integers(number: number, values: readonly number[]): this {
    return values.length === 0 ? this : this.message(number, Uint8Array.from(values.flatMap(signedVarint)));
  }

  /** A message in a field of this one; an empty one is written, since that it is there may be all that it says. */
  message(number: number, value: Uint8Array | undefined): this {
    if (value === undefined) return this;
    this.#push(Uint8Array.from([...varint((number << 3) | 2), ...varint(value.length)]));
    this.#push(value);
    return this;
  }

  messages(number: number, values: Iterable<Uint8Array>): this {
    for (const value of values) this.message(number, value);
    return this;
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.#bytes);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #push(part: Uint8Array): void {
    this.#parts.push(part);
    this.#bytes += part.length;
  }
}

/** Negative numbers take ten bytes, as their 64-bit two's complement. */
function signedVarint(value: number): number[] {
  if (value >= 0) return varint(value);
  const bits = BigInt.asUintN(64, BigInt(value));
  return Array.from({ length: 10 }, (_, index) => Number((bits >> BigInt(7 * index)) & 0x7fn) | (index < 9 ? 128 : 0));
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}
