/**
 * The frames of SPDY/3.1 that remote commands and port forwards use, to and from bytes.
 * Source: SPDY Protocol Draft 3.1, 2.2 and 2.6.
 *
 *     control  1 | version 15 | type 16 | flags 8 | length 24 | payload
 *     data     0 | stream id 31         | flags 8 | length 24 | payload
 */
export type Frame =
  | { readonly type: "data"; readonly streamId: number; readonly fin: boolean; readonly data: Uint8Array }
  | { readonly type: "synStream"; readonly streamId: number; readonly fin: boolean; readonly headerBlock: Uint8Array }
  | { readonly type: "synReply"; readonly streamId: number; readonly fin: boolean; readonly headerBlock: Uint8Array }
  | { readonly type: "rstStream"; readonly streamId: number; readonly status: number }
  | { readonly type: "ping"; readonly id: number }
  | { readonly type: "goAway" }
  | { readonly type: "headers"; readonly streamId: number; readonly fin: boolean; readonly headerBlock: Uint8Array }
  /** Settings and window updates: nothing here depends on them. */
  | { readonly type: "other"; readonly kind: number };

const version = 3;
const kinds = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7, headers: 8 } as const;
const headerBytes = 8;
const finFlag = 1;
const largestPayloadBytes = 2 ** 24 - 1;

/** Frames larger than this end the session: nothing that we speak with makes them. */
export const longestFrameBytes = 1024 * 1024;

export class SpdyProtocolError extends Error {
  override readonly name = "SpdyProtocolError";
}

/** Takes bytes as they come and gives whole frames. */
export class FrameReader {
  #pending: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): Frame[] {
    const buffer = this.#pending.length === 0 ? bytes : joined(this.#pending, bytes);
    const frames: Frame[] = [];
    let at = 0;
    while (buffer.length - at >= headerBytes) {
      const length = uint32(buffer, at + 4) & largestPayloadBytes;
      if (length > longestFrameBytes) throw new SpdyProtocolError(`a frame of ${length} bytes is longer than ${longestFrameBytes}`);
      if (buffer.length - at < headerBytes + length) break;
      frames.push(parseFrame(uint32(buffer, at), buffer[at + 4] ?? 0, buffer.subarray(at + headerBytes, at + headerBytes + length)));
      at += headerBytes + length;
    }
    this.#pending = buffer.slice(at);
    return frames;
  }
}

function parseFrame(head: number, flags: number, payload: Uint8Array): Frame {
  const fin = (flags & finFlag) !== 0;
  if (head >>> 31 === 0) return { type: "data", streamId: head, fin, data: payload.slice() };
  const kind = head & 0xffff;
  switch (kind) {
    case kinds.synStream:
      requireBytes(payload, 10, "SYN_STREAM");
      return { type: "synStream", streamId: uint32(payload, 0) & 0x7fffffff, fin, headerBlock: payload.slice(10) };
    case kinds.synReply:
    case kinds.headers:
      requireBytes(payload, 4, kind === kinds.headers ? "HEADERS" : "SYN_REPLY");
      return { type: kind === kinds.headers ? "headers" : "synReply", streamId: uint32(payload, 0) & 0x7fffffff, fin, headerBlock: payload.slice(4) };
    case kinds.rstStream:
      requireBytes(payload, 8, "RST_STREAM");
      return { type: "rstStream", streamId: uint32(payload, 0) & 0x7fffffff, status: uint32(payload, 4) };
    case kinds.ping:
      requireBytes(payload, 4, "PING");
      return { type: "ping", id: uint32(payload, 0) };
    case kinds.goAway:
      return { type: "goAway" };
    default:
      return { type: "other", kind };
  }
}

function requireBytes(payload: Uint8Array, bytes: number, name: string): void {
  if (payload.length < bytes) throw new SpdyProtocolError(`a ${name} frame of ${payload.length} bytes is shorter than ${bytes}`);
}

export function dataFrame(streamId: number, data: Uint8Array, fin = false): Uint8Array {
  return frame(streamId, fin ? finFlag : 0, data);
}

export function synStreamFrame(streamId: number, headerBlock: Uint8Array): Uint8Array {
  const associatedAndPriority = new Uint8Array(6);
  return control(kinds.synStream, joined(joined(uint32Bytes(streamId), associatedAndPriority), headerBlock));
}

export function synReplyFrame(streamId: number, headerBlock: Uint8Array): Uint8Array {
  return control(kinds.synReply, joined(uint32Bytes(streamId), headerBlock));
}

export function rstStreamFrame(streamId: number, status: number): Uint8Array {
  return control(kinds.rstStream, joined(uint32Bytes(streamId), uint32Bytes(status)));
}

export function pingFrame(id: number): Uint8Array {
  return control(kinds.ping, uint32Bytes(id));
}

export function goAwayFrame(lastStreamId: number): Uint8Array {
  return control(kinds.goAway, joined(uint32Bytes(lastStreamId), uint32Bytes(0)));
}

function control(kind: number, payload: Uint8Array): Uint8Array {
  return frame(((0x8000 | version) * 0x10000 + kind) >>> 0, 0, payload);
}

function frame(head: number, flags: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerBytes + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, head);
  view.setUint32(4, payload.length);
  bytes[4] = flags;
  bytes.set(payload, headerBytes);
  return bytes;
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}

export function uint32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
