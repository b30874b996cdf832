import { type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from "node:http2";
import type { Clock } from "../../base/clock.ts";
import { RealClock } from "../../base/real-clock.ts";
import type { KubeList, KubeObject } from "../../machinery/meta/object.ts";
import type { ApiRequest } from "../../machinery/request/api-request.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import type { Transport } from "../transport.ts";
import { errorFrom, lines } from "./answers.ts";
import { bodyOf } from "./body.ts";
import { requestLine } from "./request-line.ts";
import { type AnswerHead, sendAgain } from "./send-again.ts";
import { type Endpoint, Session } from "./session.ts";

/** A Transport over one HTTP/2 connection. Close it when done. */
export interface HttpTransport extends Transport {
  /** A path that is not a resource's, such as `/version` or `/readyz`: its code and text. */
  raw(method: string, path: string, signal?: AbortSignal): Promise<{ code: number; text: string }>;
  close(): Promise<void>;
}

export interface HttpTransportOptions {
  /** Default: `wherry`. */
  readonly userAgent?: string;
  /** Tells how long to wait where the server asks for that. Default: the real one. */
  readonly clock?: Clock;
}

/**
 * Talks to the API server at `endpoint` in JSON. Errors are StatusError when the server answered, and plain errors when it
 * could not be reached. A request that the server wants later is sent again when it says.
 */
export function createHttpTransport(endpoint: Endpoint, { userAgent = "wherry", clock = new RealClock() }: HttpTransportOptions = {}): HttpTransport {
  const session = new Session(endpoint);

  async function sendOnce(headers: OutgoingHttpHeaders, body: string | undefined, signal: AbortSignal | undefined): Promise<Answered> {
    const stream = await session.open(headers, signal);
    stream.end(body);
    return { stream, ...(await head(stream)) };
  }

  function sendAll(headers: OutgoingHttpHeaders, body: string | undefined, signal: AbortSignal | undefined): Promise<Answered> {
    return sendAgain(() => sendOnce(headers, body, signal), { clock, signal, discard: ({ stream }) => stream.resume() });
  }

  function send(request: ApiRequest, signal: AbortSignal | undefined): Promise<Answered> {
    const { method, path, contentType, body } = requestLine(request);
    return sendAll(headersOf(method, path, { accept: "application/json", "user-agent": userAgent, ...(contentType && { "content-type": contentType }) }), body, signal);
  }

  async function answer<T>(request: ApiRequest, signal: AbortSignal | undefined): Promise<T> {
    const { stream, code, retryAfter } = await send(request, signal);
    const text = await textOf(stream);
    if (code >= 400) throw errorFrom(code, text, retryAfter);
    return JSON.parse(text) as T;
  }

  return {
    request: <T extends KubeObject>(request: ApiRequest, signal?: AbortSignal) => answer<T>(request, signal),
    list: async <T extends KubeObject>(request: ApiRequest, signal?: AbortSignal) => withTypes(await answer<KubeList<T>>(request, signal)),

    async *watch<T extends KubeObject>(request: ApiRequest, signal: AbortSignal): AsyncGenerator<WatchEvent<T>, void, undefined> {
      if (signal.aborted) return;
      try {
        const { stream, code, retryAfter } = await send(request, signal);
        if (code >= 400) throw errorFrom(code, await textOf(stream), retryAfter);
        for await (const line of lines(bodyOf(stream).setEncoding("utf8"))) yield JSON.parse(line) as WatchEvent<T>;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },

    async raw(method, path, signal) {
      const { stream, code } = await sendAll(headersOf(method, path, { "user-agent": userAgent }), undefined, signal);
      return { code, text: await textOf(stream) };
    },

    close: () => session.close(),
  };
}

/** Items of a list are of the list's kind, and on the wire only the list says so. */
function withTypes<T extends KubeObject>(list: KubeList<T>): KubeList<T> {
  const { apiVersion } = list;
  const kind = list.kind.replace(/List$/, "");
  return { ...list, items: list.items.map((item) => ({ kind, apiVersion, ...item })) };
}

function headersOf(method: string, path: string, others: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return { [constants.HTTP2_HEADER_METHOD]: method, [constants.HTTP2_HEADER_PATH]: path, ...others };
}

type Answered = AnswerHead & { readonly stream: ClientHttp2Stream };

function head(stream: ClientHttp2Stream): Promise<AnswerHead> {
  return new Promise((resolve, reject) => {
    stream.once("response", (headers) => {
      stream.off("error", reject);
      resolve({ code: headers[":status"] ?? 0, retryAfter: headers["retry-after"] });
    });
    stream.once("error", reject);
    stream.once("close", () => reject(new Error("the API server closed the connection before it answered")));
  });
}

async function textOf(stream: ClientHttp2Stream): Promise<string> {
  let text = "";
  for await (const chunk of bodyOf(stream).setEncoding("utf8")) text += chunk;
  return text;
}
