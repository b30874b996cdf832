import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { closeDescriptor } from "../linux/descriptors.ts";
import { systemCall } from "../linux/libc.ts";

/**
 * Carries one attached client: conmon's socket keeps packets apart (SOCK_SEQPACKET), which Node's streams cannot read.
 * The first byte of a packet from conmon names the stream. Blocks in poll(2), hence a thread of its own; it ends when
 * conmon closes the socket, which the main thread brings about with shutdown(2).
 */
const { socketFd, stdinFd, stdoutFd, stderrFd } = workerData as { socketFd: number; stdinFd: number; stdoutFd: number; stderrFd: number };

const poll = systemCall<[Int32Array, number, number]>("int poll(void *fds, unsigned long count, int timeout)");
const recv = systemCall<[number, Uint8Array, number, number]>("intptr_t recv(int fd, void *buffer, size_t length, int flags)");
const send = systemCall<[number, Uint8Array, number, number]>("intptr_t send(int fd, const void *buffer, size_t length, int flags)");
const read = systemCall<[number, Uint8Array, number]>("intptr_t read(int fd, void *buffer, size_t length)");
const shutdown = systemCall<[number, number]>("int shutdown(int fd, int how)");

const POLLIN = 1;
const SHUT_WR = 1;
const MSG_NOSIGNAL = 0x4000;
const STDERR_PACKET = 3;
/** Largest packet of conmon, with the byte before it. */
const buffer = new Uint8Array(65_536);

let stdinOpen = true;
try {
  while (step());
} catch (error) {
  const { code } = error as { code?: string };
  if (code !== "EPIPE" && code !== "ECONNRESET") throw error; // one side has gone
} finally {
  for (const fd of [socketFd, stdinFd, stdoutFd, stderrFd]) closeDescriptor(fd);
}

/** Waits for one thing to happen and handles it. False when conmon is done. */
function step(): boolean {
  const watched = new Int32Array([socketFd, POLLIN, stdinOpen ? stdinFd : -1, POLLIN]); // pollfd: fd, then events and revents in one word
  poll(watched, 2, -1);
  if ((watched[1] ?? 0) >>> 16) {
    const length = recv(socketFd, buffer, buffer.length, 0);
    if (length === 0) return false;
    writeAll(buffer[0] === STDERR_PACKET ? stderrFd : stdoutFd, buffer.subarray(1, length));
  }
  if ((watched[3] ?? 0) >>> 16) {
    const length = read(stdinFd, buffer, 32_768);
    if (length > 0) send(socketFd, buffer, length, MSG_NOSIGNAL);
    else {
      stdinOpen = false;
      shutdown(socketFd, SHUT_WR);
    }
  }
  return true;
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
}
