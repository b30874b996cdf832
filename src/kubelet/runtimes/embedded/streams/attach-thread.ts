import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { RealClock } from "../../../../base/real-clock.ts";
import { closeDescriptor } from "../linux/descriptors.ts";
import { systemCall } from "../linux/libc.ts";

/**
 * Carries one attached client: conmon's socket keeps packets apart (SOCK_SEQPACKET), which Node's streams cannot read.
 * The first byte of a packet from conmon names the stream. Blocks in poll(2), hence a thread of its own; it ends when
 * conmon closes the socket, which the main thread brings about with shutdown(2). The socket is the main thread's to close.
 */
const { socketFd, stdinFd, stdoutFd, stderrFd, leavesAtEndOfInput } = workerData as {
  socketFd: number; stdinFd: number; stdoutFd: number; stderrFd: number;
  /** True when the client leaves soon after its input has ended and was handed on. */
  leavesAtEndOfInput: boolean;
};

const poll = systemCall<[Int32Array, number, number]>("int poll(void *fds, unsigned long count, int timeout)");
const recv = systemCall<[number, Uint8Array, number, number]>("intptr_t recv(int fd, void *buffer, size_t length, int flags)");
const send = systemCall<[number, Uint8Array, number, number]>("intptr_t send(int fd, const void *buffer, size_t length, int flags)");
const read = systemCall<[number, Uint8Array, number]>("intptr_t read(int fd, void *buffer, size_t length)");
const shutdown = systemCall<[number, number]>("int shutdown(int fd, int how)");

const POLLIN = 1;
const SHUT_WR = 1;
const MSG_NOSIGNAL = 0x4000;
const STDERR_PACKET = 3;
/** How long a client that leaves still hears what its last input brought about. */
const farewellMs = 300;
/** Largest packet of conmon, with the byte before it. */
const buffer = new Uint8Array(65_536);

const clock = new RealClock();
let stdinOpen = true;
let leavesAt = Number.POSITIVE_INFINITY;
try {
  while (step());
} catch (error) {
  const { code } = error as { code?: string };
  if (code !== "EPIPE" && code !== "ECONNRESET") throw error; // one side has gone
} finally {
  for (const fd of [stdinFd, stdoutFd, stderrFd]) closeDescriptor(fd);
}

/** Waits for one thing to happen and handles it. False when conmon or the client is done. */
function step(): boolean {
  const watched = new Int32Array([socketFd, POLLIN, stdinOpen ? stdinFd : -1, POLLIN]); // pollfd: fd, then events and revents in one word
  wait(watched);
  if (clock.monotonic() >= leavesAt) return false;
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
      if (leavesAtEndOfInput) leavesAt = clock.monotonic() + farewellMs;
      else shutdown(socketFd, SHUT_WR);
    }
  }
  return true;
}

function wait(watched: Int32Array): void {
  try {
    poll(watched, watched.length / 2, leavesAt === Number.POSITIVE_INFINITY ? -1 : Math.max(0, Math.ceil(leavesAt - clock.monotonic())));
  } catch (error) {
    if ((error as { code?: string }).code !== "EINTR") throw error; // a signal of the process, such as a child's end: nothing has happened here
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
}
