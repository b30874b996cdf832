import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { connect as connectSocket } from "node:net";
import type { Clock, Millis } from "../../../../base/clock.ts";
import { GrpcError, grpcErrorOf } from "./grpc-error.ts";
import { framed, MessageReader } from "./message-frames.ts";

export interface GrpcCallOptions {
  /** The call is given up after this long. Default: never. */
  readonly timeoutMs?: Millis;
  readonly signal?: AbortSignal;
  /** Further request headers, e.g. containerd's namespace. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * gRPC over HTTP/2 on a unix socket: unary calls and streams from the server. It connects when it is first called, and
 * again when the connection has broken; a call under way then fails with Unavailable.
 */
export class GrpcChannel {
  readonly #socketPath: string;
  readonly #clock: Clock;
  #session: ClientHttp2Session | undefined;

  constructor(socketPath: string, clock: Clock) {
    this.#socketPath = socketPath;
    this.#clock = clock;
  }

  /** `method` is the path, e.g. `/runtime.v1.RuntimeService/Version`. Throws GrpcError. */
  async unary(method: string, request: Uint8Array, options: GrpcCallOptions = {}): Promise<Uint8Array> {
    for await (const message of this.stream(method, request, options)) return message;
    throw new GrpcError("Internal", `${method} answered no message`);
  }

  /** Messages until the server ends the call. Throws GrpcError, and what the signal was aborted with. */
  async *stream(method: string, request: Uint8Array, { timeoutMs, signal, metadata }: GrpcCallOptions = {}): AsyncGenerator<Uint8Array> {
    signal?.throwIfAborted();
    const call = this.#connected().request({ ":method": "POST", ":path": method, "content-type": "application/grpc", te: "trailers", ...metadata }, { endStream: false });
    let ending: Error | undefined;
    const giveUp = (reason: Error): void => {
      ending = reason;
      call.close(constants.NGHTTP2_CANCEL);
    };
    const onAbort = (): void => giveUp(signal?.reason as Error);
    signal?.addEventListener("abort", onAbort, { once: true });
    const timer = timeoutMs === undefined ? undefined : this.#clock.setTimer(timeoutMs, () => giveUp(new GrpcError("DeadlineExceeded", `${method} took longer than ${timeoutMs} ms`)));
    const outcome = outcomeOf(call);
    call.end(framed(request));
    try {
      const reader = new MessageReader();
      for await (const chunk of call as AsyncIterable<Uint8Array>) yield* reader.push(chunk);
      if (ending !== undefined) throw ending;
      const failure = outcome();
      if (failure !== undefined) throw failure;
    } catch (error) {
      if (ending !== undefined) throw ending;
      throw error instanceof GrpcError ? error : new GrpcError("Unavailable", `${this.#socketPath} does not answer: ${rootOf(error as Error).message}`, { cause: error });
    } finally {
      timer?.cancel();
      signal?.removeEventListener("abort", onAbort);
      call.on("error", () => {}); // a reader that stops early closes the call
      call.close(constants.NGHTTP2_CANCEL);
    }
  }

  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  #connected(): ClientHttp2Session {
    if (this.#session !== undefined && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const session = connect("http://localhost", { createConnection: () => connectSocket(this.#socketPath) });
    session.on("error", () => {}); // every call under way fails with it
    session.on("close", () => {
      if (this.#session === session) this.#session = undefined;
    });
    this.#session = session;
    return session;
  }
}

/** Node tells that a stream was cancelled, and why in its cause. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}

/** How the call ended: gRPC tells in the trailers, or in the headers of an answer without a message. */
function outcomeOf(call: ClientHttp2Stream): () => GrpcError | undefined {
  let failure: GrpcError | undefined = new GrpcError("Unavailable", "the connection ended before the call did");
  const note = (headers: Readonly<Record<string, string | string[] | number | undefined>>): void => {
    if (headers["grpc-status"] !== undefined) failure = grpcErrorOf(String(headers["grpc-status"]), headers["grpc-message"] as string | undefined);
  };
  call.on("response", note);
  call.on("trailers", note);
  return () => failure;
}
