import { closeDescriptor } from "./descriptors.ts";
import { systemCall } from "./libc.ts";

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;

const socket3 = systemCall<[number, number, number]>("int socket(int domain, int type, int protocol)");
const connect3 = systemCall<[number, Uint8Array, number]>("int connect(int fd, const void *address, unsigned int length)");

/** A TCP socket connected to `port` on 127.0.0.1, or else on ::1, of the calling thread's network namespace. Throws ECONNREFUSED when nothing listens. */
export function connectLoopback(port: number): number {
  try {
    return connectTo(AF_INET, inet(port));
  } catch (error) {
    if ((error as { code?: string }).code !== "ECONNREFUSED") throw error;
    try {
      return connectTo(AF_INET6, inet6(port));
    } catch {
      throw error;
    }
  }
}

function connectTo(family: number, address: Uint8Array): number {
  const fd = socket3(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  try {
    connect3(fd, address, address.length);
    return fd;
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
}

function inet(port: number): Uint8Array {
  const address = new Uint8Array(16);
  new DataView(address.buffer).setUint16(0, AF_INET, true);
  new DataView(address.buffer).setUint16(2, port);
  address.set([127, 0, 0, 1], 4);
  return address;
}

function inet6(port: number): Uint8Array {
  const address = new Uint8Array(28);
  new DataView(address.buffer).setUint16(0, AF_INET6, true);
  new DataView(address.buffer).setUint16(2, port);
  address[23] = 1;
  return address;
}
