import type { Socket } from "node:net";
import type { ByteDuplex } from "../../../machinery/streaming/byte-duplex.ts";

/** A socket after its upgrade; `head` is what was read beyond the request. */
export function socketDuplex(socket: Socket, head: Uint8Array): ByteDuplex {
  return {
    incoming: readAll(socket, head),
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    end: () => void socket.end(),
  };
}

async function* readAll(socket: Socket, head: Uint8Array): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  try {
    yield* socket as AsyncIterable<Uint8Array>;
  } catch {
    // A connection that breaks has ended.
  }
}
