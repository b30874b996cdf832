import { closeSync, openSync } from "node:fs";
import { closeDescriptor } from "./descriptors.ts";
import { systemCall } from "./libc.ts";

const AF_UNIX = 1;
const SOCK_SEQPACKET = 5;
const SOCK_CLOEXEC = 0o2000000;
const SHUT_RDWR = 2;

const socket3 = systemCall<[number, number, number]>("int socket(int domain, int type, int protocol)");
const connect3 = systemCall<[number, Uint8Array, number]>("int connect(int fd, const void *address, unsigned int length)");
const shutdown2 = systemCall<[number, number]>("int shutdown(int fd, int how)");

/** Connects to the unix socket `name` in `folder`, however long that folder's path is. */
export function connectSeqpacket(folder: string, name: string): number {
  const folderFd = openSync(folder, "r");
  const fd = socket3(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  try {
    const path = new TextEncoder().encode(`/proc/self/fd/${folderFd}/${name}\0`); // a socket address holds 108 bytes
    const address = new Uint8Array(2 + path.length);
    new DataView(address.buffer).setUint16(0, AF_UNIX, true);
    address.set(path, 2);
    connect3(fd, address, address.length);
    return fd;
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  } finally {
    closeSync(folderFd);
  }
}

/** Ends both directions, so that whoever waits on the socket wakes up. One that has ended is no error. */
export function shutDown(fd: number): void {
  try {
    shutdown2(fd, SHUT_RDWR);
  } catch {
    // the other side was first
  }
}
