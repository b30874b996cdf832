import { systemCall } from "./libc.ts";

const O_CLOEXEC = 0o2000000;

const pipe2 = systemCall<[Int32Array, number]>("int pipe2(_Out_ int *fds, int flags)");
const close1 = systemCall<[number]>("int close(int fd)");

/**
 * A pipe whose ends no program inherits unless it is told to. Descriptors belong to the whole process: one thread
 * may hand an end to a program while another reads the other end.
 */
export function openPipe(): { readonly readFd: number; readonly writeFd: number } {
  const fds = new Int32Array(2);
  pipe2(fds, O_CLOEXEC);
  return { readFd: fds[0] ?? -1, writeFd: fds[1] ?? -1 };
}

/** Closes a descriptor that did not come from Node's own `open`. */
export function closeDescriptor(fd: number): void {
  close1(fd);
}
