import koffi from "koffi";
import { systemCall } from "./libc.ts";

/** Source: linux include/uapi/asm-generic/ioctls.h */
const TIOCSWINSZ = 0x5414;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_CMSG_CLOEXEC = 0x40000000;

koffi.struct("iovec", { base: "void *", length: "size_t" });
koffi.struct("msghdr", { name: "void *", nameLength: "uint32", iov: "iovec *", iovLength: "size_t", control: "void *", controlLength: "size_t", flags: "int" });

const ioctl = systemCall<[number, number, Uint16Array]>("int ioctl(int fd, unsigned long request, void *argument)");
const recvmsg = systemCall<[number, object, number]>("intptr_t recvmsg(int fd, _Inout_ msghdr *message, int flags)");

/** Tells a terminal its size; the program in the foreground hears of it. */
export function setTerminalSize(fd: number, { width, height }: { readonly width: number; readonly height: number }): void {
  ioctl(fd, TIOCSWINSZ, new Uint16Array([height, width, 0, 0]));
}

/** Takes the descriptor that a peer sends over a unix socket. Throws EAGAIN when it has not arrived yet. */
export function receiveDescriptor(socketFd: number): number {
  const data = new Uint8Array(4096);
  const control = new Uint8Array(24); // one cmsghdr (16 bytes) with one descriptor (4), aligned
  recvmsg(socketFd, { name: null, nameLength: 0, iov: [{ base: data, length: data.length }], iovLength: 1, control, controlLength: control.length, flags: 0 }, MSG_CMSG_CLOEXEC);
  const view = new DataView(control.buffer);
  if (view.getInt32(8, true) !== SOL_SOCKET || view.getInt32(12, true) !== SCM_RIGHTS) throw new Error("the console socket carried no descriptor");
  return view.getInt32(16, true);
}

