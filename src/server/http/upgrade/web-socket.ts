import type { WebSocket } from "ws";
import { BytePipe } from "../../../machinery/streaming/byte-pipe.ts";
import type { ByteDuplex } from "../../../machinery/streaming/byte-duplex.ts";
import type { MessageSocket } from "../../streams/message-socket.ts";

/** Messages that wait for their reader; the socket is paused beyond it. */
const mostWaiting = 64;
/** How often a silent client is asked whether it is still there. */
export const pingIntervalMs = 30_000;

/** A WebSocket as the streams see it. */
export function messageSocket(socket: WebSocket): MessageSocket {
  return { protocol: socket.protocol, incoming: messages(socket), send: (message) => send(socket, message), close: (code, reason) => socket.close(code, reason) };
}

/** A WebSocket whose binary messages carry one stream of bytes. */
export function tunnel(socket: WebSocket): ByteDuplex {
  const pipe = new BytePipe();
  socket.on("message", (data: Buffer) => {
    socket.pause();
    void pipe.push(data).then(() => socket.resume());
  });
  socket.once("close", () => pipe.end());
  return { incoming: pipe, write: (bytes) => send(socket, bytes), end: () => socket.close(1000, "") };
}

function send(socket: WebSocket, message: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => socket.send(message, { binary: typeof message !== "string" }, (error) => (error ? reject(error) : resolve())));
}

async function* messages(socket: WebSocket): AsyncGenerator<Uint8Array | string> {
  const waiting: (Uint8Array | string)[] = [];
  let closed = false;
  let wake = Promise.withResolvers<void>();
  socket.on("message", (data: Buffer, binary: boolean) => {
    waiting.push(binary ? data : data.toString());
    if (waiting.length >= mostWaiting) socket.pause();
    wake.resolve();
  });
  socket.once("close", () => {
    closed = true;
    wake.resolve();
  });
  for (;;) {
    const next = waiting.shift();
    if (next !== undefined) {
      if (waiting.length < mostWaiting / 2) socket.resume();
      yield next;
    } else if (closed) {
      return;
    } else {
      wake = Promise.withResolvers<void>();
      await wake.promise;
    }
  }
}
