import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { Http2Incoming, Http2Outgoing } from "./http2-exchange.ts";

/** A request over either protocol. */
export type Incoming = IncomingMessage | Http2Incoming;
export type Outgoing = ServerResponse | Http2Outgoing;

/** The stream that the body comes from. */
export function bodyOf(request: Incoming): Readable {
  return "stream" in request ? request.stream : request;
}

/** One header as text; repeated ones joined by commas. */
export function header(request: Incoming, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

/** Writes, and resolves when the peer can take more; rejects when it has gone. The two faces of `write` differ only in type. */
export function writeChunk(response: Outgoing, chunk: Uint8Array): boolean {
  return (response as ServerResponse).write(chunk);
}

export function drained(response: Outgoing, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onDrain = () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    };
    const onAbort = () => {
      (response as ServerResponse).removeListener("drain", onDrain);
      reject(signal.reason);
    };
    if (signal.aborted) return onAbort();
    (response as ServerResponse).once("drain", onDrain);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
