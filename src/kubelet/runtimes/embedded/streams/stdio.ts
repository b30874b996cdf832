import { Socket } from "node:net";
import type { RemoteStreams } from "../../../../machinery/streaming/kubelet-api.ts";

/** Writes what a stream brings to a receiver, which sets the pace. Resolves at its end; an end by EIO is a terminal that closed. */
export async function pumpOut(stream: AsyncIterable<Uint8Array>, write: ((chunk: Uint8Array) => Promise<void>) | undefined): Promise<void> {
  try {
    for await (const chunk of stream) await write?.(chunk);
  } catch (error) {
    if (!isClosed(error)) throw error;
  }
}

/** Writes what a client sends into a stream and ends it when the client does. A receiver that has gone is no error. */
export async function pumpIn(source: AsyncIterable<Uint8Array> | undefined, stream: NodeJS.WritableStream, endAtEnd = true): Promise<void> {
  try {
    for await (const chunk of source ?? []) {
      if (!stream.write(chunk)) await new Promise<void>((resolve) => {
        stream.once("drain", resolve);
        stream.once("close", resolve);
      });
    }
    if (endAtEnd) stream.end();
  } catch (error) {
    if (!isClosed(error)) throw error;
  }
}

/** A descriptor as a stream that counts on no other owner. Errors come to those who read or write it. */
export function streamOf(fd: number, direction: "read" | "write" | "both"): Socket {
  const socket = new Socket({ fd, readable: direction !== "write", writable: direction !== "read", allowHalfOpen: true });
  socket.on("error", () => {});
  return socket;
}

export async function followResizes(resizes: RemoteStreams["resizes"], resize: (size: { readonly width: number; readonly height: number }) => void): Promise<void> {
  for await (const size of resizes ?? []) resize(size);
}

function isClosed(error: unknown): boolean {
  return ["EIO", "EPIPE", "ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"].includes((error as { code?: string }).code ?? "");
}
