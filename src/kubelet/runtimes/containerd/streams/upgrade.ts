import { request } from "node:http";
import type { Socket } from "node:net";
import { headerCompression } from "../../../../client/http/spdy/header-compression.ts";
import { socketDuplex } from "../../../../client/http/spdy/socket-duplex.ts";
import { SpdySession } from "../../../../machinery/streaming/spdy/session.ts";
import { RuntimeError } from "../../../cri/contract.ts";

/** A connection to the runtime's streaming server, as SPDY: the one protocol there with half-closed streams. */
export interface StreamingConnection {
  readonly session: SpdySession;
  /** Resolves when the connection has ended, however it did. */
  readonly ended: Promise<void>;
  /** Ends the connection at once. */
  destroy(): void;
}

/** Shakes hands with the streaming server at a URL that Exec, Attach or PortForward answered. */
export async function connectStreaming(url: string, protocol: string, signal: AbortSignal): Promise<StreamingConnection> {
  const { socket, head } = await upgrade(url, protocol, signal);
  socket.setNoDelay(true);
  socket.on("error", () => {}); // it ends the reading, which everybody here waits for
  const session = new SpdySession(socketDuplex(socket, head), headerCompression(), "client");
  const ended = session.run().catch(() => {});
  return { session, ended, destroy: () => void socket.destroy() };
}

function upgrade(url: string, protocol: string, signal: AbortSignal): Promise<{ socket: Socket; head: Uint8Array }> {
  return new Promise((resolve, reject) => {
    const headers = { connection: "Upgrade", upgrade: "SPDY/3.1", "x-stream-protocol-version": protocol };
    const call = request(url, { method: "POST", headers, signal });
    call.once("upgrade", (_answer, socket, head) => resolve({ socket: socket as Socket, head }));
    call.once("error", (cause) => reject(signal.aborted ? signal.reason : new RuntimeError("Unavailable", `the runtime's streaming server does not answer: ${cause.message}`, { cause })));
    call.once("response", async (answer) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of answer as AsyncIterable<Uint8Array>) chunks.push(chunk);
      reject(new RuntimeError("Internal", `the runtime's streaming server refused the stream: ${answer.statusCode} ${Buffer.concat(chunks).toString().trim()}`));
    });
    call.end();
  });
}

/** Copies what comes in to where it goes, then half-closes. Ends quietly when the other side is gone. */
export async function pump(incoming: AsyncIterable<Uint8Array>, stream: { write(chunk: Uint8Array): Promise<void>; end(): Promise<void> }): Promise<void> {
  try {
    for await (const chunk of incoming) await stream.write(chunk);
    await stream.end();
  } catch {
    // The command ended before it read everything.
  }
}

export async function readAll(incoming: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
