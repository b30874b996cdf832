const encoder = new TextEncoder();

/** Writes one protobuf message, field by field. What is undefined, false or an empty string is left out, as proto3 does. */
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

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}
