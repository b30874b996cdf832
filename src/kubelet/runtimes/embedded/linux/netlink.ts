import { constants } from "node:os";
import { closeDescriptor } from "./descriptors.ts";
import { SystemCallError, systemCall } from "./libc.ts";

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const NLM_F_REQUEST = 1;
const NLM_F_ACK = 4;
const NLMSG_ERROR = 2;

const socket3 = systemCall<[number, number, number]>("int socket(int domain, int type, int protocol)");
const send4 = systemCall<[number, Uint8Array, number, number]>("intptr_t send(int fd, const void *buffer, size_t length, int flags)");
const recv4 = systemCall<[number, Uint8Array, number, number]>("intptr_t recv(int fd, void *buffer, size_t length, int flags)");

/** One route attribute: a number is a 32-bit value, a list nests. */
export type Attribute = readonly [type: number, value: number | string | Uint8Array | readonly Attribute[]];

/**
 * A route netlink socket. It belongs to the network namespace in which it was opened, wherever its thread goes
 * later. Every request is answered before the call returns, in microseconds.
 */
export class Netlink {
  readonly #fd: number;
  readonly #buffer = new Uint8Array(32_768);
  #sequence = 0;

  constructor() {
    this.#fd = socket3(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
  }

  /** Throws SystemCallError with the kernel's errno (EEXIST, ENODEV, …) when it refuses. */
  request(type: number, flags: number, header: Uint8Array, attributes: readonly Attribute[], what: string): void {
    const body = concat([header, ...attributes.map(encodeAttribute)]);
    const message = new Uint8Array(16 + body.length);
    const view = new DataView(message.buffer);
    view.setUint32(0, message.length, true);
    view.setUint16(4, type, true);
    view.setUint16(6, flags | NLM_F_REQUEST | NLM_F_ACK, true);
    view.setUint32(8, ++this.#sequence, true);
    message.set(body, 16);
    send4(this.#fd, message, message.length, 0);
    this.#awaitAck(what);
  }

  close(): void {
    closeDescriptor(this.#fd);
  }

  #awaitAck(what: string): void {
    const answer = new DataView(this.#buffer.buffer);
    for (;;) {
      recv4(this.#fd, this.#buffer, this.#buffer.length, 0);
      if (answer.getUint16(4, true) !== NLMSG_ERROR || answer.getUint32(8, true) !== this.#sequence) continue;
      const errno = -answer.getInt32(16, true);
      if (errno === 0) return;
      const name = Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
      throw new SystemCallError(`netlink: ${what}`, name);
    }
  }
}

export function encodeAttribute([type, value]: Attribute): Uint8Array {
  const payload = encodeValue(value);
  const bytes = new Uint8Array((4 + payload.length + 3) & ~3);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 4 + payload.length, true);
  view.setUint16(2, type, true);
  bytes.set(payload, 4);
  return bytes;
}

function encodeValue(value: Attribute[1]): Uint8Array {
  if (typeof value === "number") return new Uint8Array(new Uint32Array([value]).buffer);
  if (typeof value === "string") return new TextEncoder().encode(`${value}\0`);
  if (value instanceof Uint8Array) return value;
  return concat(value.map(encodeAttribute));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
