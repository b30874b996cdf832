/** What D-Bus messages carry, as far as a shutdown is concerned: a struct is an array, a variant its signature and value. */
export type DbusValue = number | bigint | boolean | string | readonly DbusValue[] | { readonly signature: string; readonly value: DbusValue };

const alignments: Readonly<Record<string, number>> = { y: 1, b: 4, n: 2, q: 2, i: 4, u: 4, x: 8, t: 8, d: 8, s: 4, o: 4, g: 1, h: 4, a: 4, "(": 8, "{": 8, v: 1 };
/** Source: D-Bus specification, maximum message length. */
const maximumBytes = 134_217_728;

/** The single complete types that a signature is made of: `sa(yv)u` is `s`, `a(yv)`, `u`. Throws for what is no signature. */
export function splitSignature(signature: string): string[] {
  const types: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const end = endOfType(signature, at);
    types.push(signature.slice(at, end));
    at = end;
  }
  return types;
}

function endOfType(signature: string, at: number): number {
  const first = signature[at];
  if (first === undefined || alignments[first] === undefined) throw new Error(`${JSON.stringify(signature)} is no D-Bus signature`);
  if (first === "a") return endOfType(signature, at + 1);
  if (first !== "(" && first !== "{") return at + 1;
  const close = first === "(" ? ")" : "}";
  let end = at + 1;
  while (signature[end] !== close) end = endOfType(signature, end);
  return end + 1;
}

/** Writes values in little endian, each at its alignment. */
export class DbusWriter {
  #bytes = Buffer.alloc(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  align(to: number): void {
    this.#grow(to);
    while (this.#length % to !== 0) this.#bytes[this.#length++] = 0;
  }

  write(type: string, value: DbusValue): void {
    this.align(alignments[type[0] ?? ""] ?? 1);
    switch (type[0]) {
      case "y":
        return this.#put(1, (at) => this.#bytes.writeUInt8(Number(value), at));
      case "b":
        return this.#put(4, (at) => this.#bytes.writeUInt32LE(value === true ? 1 : 0, at));
      case "u":
      case "h":
        return this.#put(4, (at) => this.#bytes.writeUInt32LE(Number(value), at));
      case "i":
        return this.#put(4, (at) => this.#bytes.writeInt32LE(Number(value), at));
      case "t":
        return this.#put(8, (at) => this.#bytes.writeBigUInt64LE(BigInt(value as bigint), at));
      case "s":
      case "o":
        return this.#writeText(String(value), 4);
      case "g":
        return this.#writeText(String(value), 1);
      case "v":
        return this.#writeVariant(value as { signature: string; value: DbusValue });
      case "(":
        return splitSignature(type.slice(1, -1)).forEach((inner, index) => this.write(inner, (value as DbusValue[])[index] ?? 0));
      case "a":
        return this.#writeArray(type.slice(1), value as readonly DbusValue[]);
      default:
        throw new Error(`values of the D-Bus type ${type} are not written`);
    }
  }

  #writeArray(inner: string, values: readonly DbusValue[]): void {
    const lengthAt = this.#length;
    this.#put(4, (at) => this.#bytes.writeUInt32LE(0, at));
    this.align(alignments[inner[0] ?? ""] ?? 1);
    const start = this.#length;
    for (const each of values) this.write(inner, each);
    this.#bytes.writeUInt32LE(this.#length - start, lengthAt);
  }

  #writeVariant({ signature, value }: { signature: string; value: DbusValue }): void {
    this.write("g", signature);
    this.write(signature, value);
  }

  #writeText(text: string, lengthBytes: 1 | 4): void {
    const bytes = Buffer.from(text);
    this.#put(lengthBytes, (at) => (lengthBytes === 1 ? this.#bytes.writeUInt8(bytes.length, at) : this.#bytes.writeUInt32LE(bytes.length, at)));
    this.#put(bytes.length + 1, (at) => (bytes.copy(this.#bytes, at), this.#bytes.writeUInt8(0, at + bytes.length)));
  }

  #put(size: number, write: (at: number) => void): void {
    this.#grow(size);
    write(this.#length);
    this.#length += size;
  }

  #grow(by: number): void {
    if (this.#length + by <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + by));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}

/** Reads values where they lie; positions count from the start of the message, as alignments do. Throws where the bytes end too soon. */
export class DbusReader {
  readonly #bytes: Buffer;
  readonly #little: boolean;
  #at: number;

  constructor(bytes: Buffer, { at = 0, littleEndian = true }: { readonly at?: number; readonly littleEndian?: boolean } = {}) {
    this.#bytes = bytes;
    this.#at = at;
    this.#little = littleEndian;
  }

  get at(): number {
    return this.#at;
  }

  align(to: number): void {
    this.#at = Math.ceil(this.#at / to) * to;
  }

  read(type: string): DbusValue {
    this.align(alignments[type[0] ?? ""] ?? 1);
    switch (type[0]) {
      case "y":
        return this.#bytes.readUInt8(this.#take(1));
      case "b":
        return this.#uint32() !== 0;
      case "n":
        return this.#little ? this.#bytes.readInt16LE(this.#take(2)) : this.#bytes.readInt16BE(this.#take(2));
      case "q":
        return this.#little ? this.#bytes.readUInt16LE(this.#take(2)) : this.#bytes.readUInt16BE(this.#take(2));
      case "i":
        return this.#little ? this.#bytes.readInt32LE(this.#take(4)) : this.#bytes.readInt32BE(this.#take(4));
      case "u":
      case "h":
        return this.#uint32();
      case "x":
        return this.#little ? this.#bytes.readBigInt64LE(this.#take(8)) : this.#bytes.readBigInt64BE(this.#take(8));
      case "t":
        return this.#little ? this.#bytes.readBigUInt64LE(this.#take(8)) : this.#bytes.readBigUInt64BE(this.#take(8));
      case "d":
        return this.#little ? this.#bytes.readDoubleLE(this.#take(8)) : this.#bytes.readDoubleBE(this.#take(8));
      case "s":
      case "o":
        return this.#text(this.#uint32());
      case "g":
        return this.#text(this.#bytes.readUInt8(this.#take(1)));
      case "v": {
        const signature = String(this.read("g"));
        return { signature, value: this.read(signature) };
      }
      case "(":
      case "{":
        return splitSignature(type.slice(1, -1)).map((inner) => this.read(inner));
      case "a":
        return this.#array(type.slice(1));
      default:
        throw new Error(`${JSON.stringify(type)} is no D-Bus type`);
    }
  }

  #array(inner: string): DbusValue[] {
    const length = this.#uint32();
    if (length > maximumBytes) throw new Error(`a D-Bus array of ${length} bytes is longer than a message can be`);
    this.align(alignments[inner[0] ?? ""] ?? 1);
    const end = this.#at + length;
    const values: DbusValue[] = [];
    while (this.#at < end) values.push(this.read(inner));
    return values;
  }

  #text(length: number): string {
    const at = this.#take(length + 1);
    return this.#bytes.toString("utf8", at, at + length);
  }

  #uint32(): number {
    return this.#little ? this.#bytes.readUInt32LE(this.#take(4)) : this.#bytes.readUInt32BE(this.#take(4));
  }

  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) throw new RangeError(`a D-Bus message ends after ${this.#bytes.length} bytes, and ${at + size} are needed`);
    this.#at += size;
    return at;
  }
}
