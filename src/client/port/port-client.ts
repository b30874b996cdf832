import { onAbort } from "../../base/abort/abort.ts";
import { StatusError } from "../../machinery/errors/status-error.ts";
import type { Status, StatusReason } from "../../machinery/errors/status.ts";
import type { KubeList, KubeObject } from "../../machinery/meta/object.ts";
import type { ApiRequest } from "../../machinery/request/api-request.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import type { Transport } from "../transport.ts";
import { type Defer, Outbox } from "./outbox.ts";
import { type Call, hasBody, listen, type Port, type Replies, type Reply } from "./protocol.ts";

/** Who waits for the replies to one request. */
interface Waiting {
  reply(reply: Reply, body: Uint8Array | undefined): void;
  fail(error: Error): void;
}

const decoder = new TextDecoder();

/** The side of a port that asks; `servePort` answers at the other. */
export class PortClient {
  readonly #port: Port;
  readonly #outbox: Outbox<Call>;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closed = false;

  constructor(port: Port, { defer = queueMicrotask }: { readonly defer?: Defer } = {}) {
    this.#port = port;
    this.#outbox = new Outbox<Call>((calls) => port.postMessage(calls, []), defer);
    listen<Replies>(port, (replies) => this.#take(replies));
  }

  /** The way to the server as `user`. */
  transport(user: UserInfo): Transport {
    return {
      request: <T extends KubeObject>(request: ApiRequest, signal?: AbortSignal) => this.#ask<T>("request", user, request, signal),
      list: <T extends KubeObject>(request: ApiRequest, signal?: AbortSignal) => this.#ask<KubeList<T>>("list", user, request, signal),
      watch: <T extends KubeObject>(request: ApiRequest, signal: AbortSignal) => this.#watch<T>(user, request, signal),
    };
  }

  /** Everyone who waits hears of it. */
  close(): void {
    this.#closed = true;
    this.#port.close();
    for (const waiting of this.#waiting.values()) waiting.fail(closed());
    this.#waiting.clear();
  }

  #ask<T>(type: "request" | "list", user: UserInfo, request: ApiRequest, signal: AbortSignal | undefined): Promise<T> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise<T>((resolve, reject) => {
      const id = this.#begin(type, user, request, {
        reply: (reply, body) => {
          registration?.dispose();
          this.#waiting.delete(id);
          if (body === undefined) reject(errorOf(reply));
          else resolve(parse<T>(body));
        },
        fail: reject,
      });
      const registration = signal && onAbort(signal, () => {
        this.#waiting.delete(id);
        this.#send({ type: "stop", id });
        reject(signal.reason);
      });
    });
  }

  async *#watch<T extends KubeObject>(user: UserInfo, request: ApiRequest, signal: AbortSignal): AsyncGenerator<WatchEvent<T>, void, undefined> {
    if (signal.aborted) return;
    let events: WatchEvent<T>[] = [];
    let error: Error | undefined;
    let hasEnded = false;
    let wake = (): void => {};
    const end = (reason?: Error): void => {
      hasEnded = true;
      error = reason;
      wake();
    };
    const id = this.#begin("watch", user, request, {
      reply: (reply, body) => {
        if (reply.type !== "event" || body === undefined) return end(reply.type === "end" ? undefined : errorOf(reply));
        events.push({ type: reply.event, object: parse(body) } as WatchEvent<T>);
        wake();
      },
      fail: end,
    });
    const registration = onAbort(signal, () => wake());
    try {
      while (!signal.aborted && (events.length > 0 || !hasEnded)) {
        if (events.length === 0) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        const batch = events;
        events = [];
        this.#send({ type: "taken", id, events: batch.length });
        for (const event of batch) {
          if (signal.aborted) return;
          yield event;
        }
      }
      if (error !== undefined && !signal.aborted) throw error;
    } finally {
      registration.dispose();
      this.#waiting.delete(id);
      if (!hasEnded) this.#send({ type: "stop", id });
    }
  }

  #begin(type: "request" | "list" | "watch", user: UserInfo, request: ApiRequest, waiting: Waiting): number {
    const id = ++this.#lastId;
    if (this.#closed) {
      waiting.fail(closed());
      return id;
    }
    this.#waiting.set(id, waiting);
    this.#send({ type, id, user, request });
    return id;
  }

  #send(call: Call): void {
    if (!this.#closed) this.#outbox.add(call);
  }

  #take({ replies, bodies, ends }: Replies): void {
    let start = 0;
    let place = 0;
    for (const reply of replies) {
      const end = hasBody(reply) ? ends[place++] : undefined;
      this.#waiting.get(reply.id)?.reply(reply, end === undefined ? undefined : bodies.subarray(start, end));
      start = end ?? start;
    }
  }
}

function parse<T>(body: Uint8Array): T {
  return JSON.parse(decoder.decode(body)) as T;
}

function errorOf(reply: Reply): Error {
  if (reply.type === "refused") return fromStatus(reply.status);
  return new Error(reply.type === "failed" ? reply.message : `a request was answered with ${reply.type}`);
}

/** Of a Status that a StatusError had on the other side. */
function fromStatus({ reason, message = "", details, code, metadata }: Status): StatusError {
  return new StatusError(reason as StatusReason, message, { details, code, continueToken: metadata.continue });
}

function closed(): Error {
  return new Error("the way to the server is closed");
}
