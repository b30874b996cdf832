import { GrpcError } from "./grpc-error.ts";

const prefixBytes = 5;
/** Longest message taken from a runtime: a list of everything on a full node stays far below. */
const longestMessageBytes = 64 * 1024 * 1024;

/** A message as gRPC sends it: 0 for "not compressed", its length in four bytes, itself. */
export function framed(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefixBytes + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, prefixBytes);
  return bytes;
}

/** Takes bytes as they come and gives whole messages. */
export class MessageReader {
  #pending: Buffer = Buffer.alloc(0);

  push(bytes: Uint8Array): Uint8Array[] {
    const buffer = this.#pending.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#pending, bytes]);
    const messages: Uint8Array[] = [];
    let at = 0;
    while (buffer.length - at >= prefixBytes) {
      if (buffer[at] !== 0) throw new GrpcError("Internal", "the runtime sent a compressed message although none was asked for");
      const length = buffer.readUInt32BE(at + 1);
      if (length > longestMessageBytes) throw new GrpcError("ResourceExhausted", `the runtime sent a message of ${length} bytes; at most ${longestMessageBytes} are taken`);
      if (buffer.length - at < prefixBytes + length) break;
      messages.push(buffer.subarray(at + prefixBytes, at + prefixBytes + length));
      at += prefixBytes + length;
    }
    this.#pending = buffer.subarray(at);
    return messages;
  }
}
