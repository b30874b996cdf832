import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request over either protocol: Node's compatibility layer gives HTTP/2 the same face. */
export type Incoming = IncomingMessage | Http2ServerRequest;
export type Outgoing = ServerResponse | Http2ServerResponse;

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
