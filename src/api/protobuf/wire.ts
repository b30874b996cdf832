/** One field of a protobuf message as it stands on the wire. Source: protobuf encoding, wire types 0, 1, 2 and 5. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

export class ProtobufError extends Error {
  override readonly name = "ProtobufError";
}

/** The fields of a message in wire order. Throws ProtobufError for bytes that are none. */
export function* readFields(bytes: Uint8Array): Generator<WireField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new ProtobufError("a number does not end");
  };
  const take = (length: number): Uint8Array => {
    if (length < 0 || at + length > bytes.length) throw new ProtobufError("a field is longer than its message");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    switch (tag & 7) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        take(8);
        yield { number, value: view.getBigUint64(at - 8, true) };
        break;
      case 2:
        yield { number, value: take(Number(varint())) };
        break;
      case 5:
        take(4);
        yield { number, value: BigInt(view.getUint32(at - 4, true)) };
        break;
      default:
        throw new ProtobufError(`field ${number} has the unknown wire type ${tag & 7}`);
    }
  }
}
