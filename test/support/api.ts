import { once } from "node:events";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { bodyOf } from "../../src/client/http/body.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";

/** An answer as it came over the wire. */
export interface ApiAnswer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** The body, uncompressed, as text. */
  readonly text: string;
  /** A field of the JSON body by its path; see `fieldAt`. */
  at(path: string): unknown;
}

export interface ApiCall {
  /** One that is a list is sent once for each of its values. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** An object is sent as JSON. */
  readonly body?: unknown;
  /** Of the body. Default: `application/json`. */
  readonly type?: string;
}

/** One line of a watch. */
export interface WatchLine {
  readonly type: string;
  readonly object: unknown;
}

export interface ApiWatch {
  readonly headers: IncomingHttpHeaders;
  /** The next event; undefined when the server has ended the watch. */
  next(): Promise<WatchLine | undefined>;
  /** The next events, as `TYPE name`. */
  lines(count: number): Promise<string[]>;
  close(): void;
}

/** HTTP/2 without a client library in between: tests see what is on the wire. */
export class RawApi {
  readonly #session: ClientHttp2Session;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(session: ClientHttp2Session, headers: Readonly<Record<string, string>>) {
    this.#session = session;
    this.#headers = headers;
  }

  /** As the user of the kubeconfig; with a token as whom that names; `""` is nobody. */
  static connect(kubeconfig: string, token?: string): RawApi {
    const { server, ca, clientCertificate, clientKey } = loadKubeconfig(kubeconfig).endpoint;
    const session = connect(server, { ca, ...(token === undefined ? { cert: clientCertificate, key: clientKey } : {}) });
    session.on("error", () => {}); // every request under way fails with it
    return new RawApi(session, token ? { authorization: `Bearer ${token}` } : {});
  }

  async send(method: string, path: string, { headers = {}, body, type = "application/json" }: ApiCall = {}): Promise<ApiAnswer> {
    const typed = body === undefined ? {} : { "content-type": type };
    const stream = this.#session.request({ ":method": method, ":path": path, accept: "application/json", ...this.#headers, ...typed, ...headers }, { endStream: false });
    stream.end(body === undefined ? undefined : typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    const [got] = (await once(stream, "response")) as [IncomingHttpHeaders & { ":status": number }];
    const chunks: Buffer[] = [];
    for await (const chunk of bodyOf(stream)) chunks.push(chunk as Buffer);
    return answerOf(got, Buffer.concat(chunks));
  }

  get(path: string, headers?: ApiCall["headers"]): Promise<ApiAnswer> {
    return this.send("GET", path, { headers });
  }

  post(path: string, body: unknown, headers?: ApiCall["headers"]): Promise<ApiAnswer> {
    return this.send("POST", path, { body, headers });
  }

  put(path: string, body: unknown, headers?: ApiCall["headers"]): Promise<ApiAnswer> {
    return this.send("PUT", path, { body, headers });
  }

  /** A merge patch. */
  patch(path: string, body: unknown, type = "application/merge-patch+json"): Promise<ApiAnswer> {
    return this.send("PATCH", path, { body, type });
  }

  delete(path: string, body?: unknown): Promise<ApiAnswer> {
    return this.send("DELETE", path, { body });
  }

  /** Opens a watch; throws the Status of one that is refused. */
  async watch(path: string, headers: Readonly<Record<string, string>> = {}): Promise<ApiWatch> {
    const stream = this.#session.request({ ":path": path, accept: "application/json", ...this.#headers, ...headers });
    const [got] = (await once(stream, "response")) as [IncomingHttpHeaders & { ":status": number }];
    const lines = linesOf(bodyOf(stream))[Symbol.asyncIterator]();
    if (got[":status"] !== 200) throw new Error(`${got[":status"]} ${(await lines.next()).value}`);
    const next = async (): Promise<WatchLine | undefined> => {
      const { done, value } = await lines.next();
      return done === true ? undefined : (JSON.parse(value) as WatchLine);
    };
    return {
      headers: got,
      next,
      async lines(count) {
        const told: string[] = [];
        while (told.length < count) {
          const event = await next();
          if (event === undefined) throw new Error(`the watch ended after ${told.length} of ${count} events: ${told.join(", ")}`);
          told.push(`${event.type} ${String(fieldAt(event.object, "metadata.name") ?? "")}`.trim());
        }
        return told;
      },
      close: () => stream.close(),
    };
  }

  close(): void {
    this.#session.close();
    this.#session.destroy();
  }
}

async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + chunk.toString()).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}

function answerOf(headers: IncomingHttpHeaders & { ":status": number }, bytes: Buffer): ApiAnswer {
  const text = bytes.toString();
  return {
    code: headers[":status"],
    headers,
    bytes,
    text,
    at: (path) => fieldAt(JSON.parse(text), path),
  };
}

/** `items.*.metadata.name`: a field, of each item where a `*` stands; undefined where there is none. */
export function fieldAt(value: unknown, path: string): unknown {
  const [key = "", ...rest] = path.split(".");
  if (key === "") return value;
  if (key === "*") return (value as readonly unknown[]).map((item) => fieldAt(item, rest.join(".")));
  if (typeof value !== "object" || value === null) return undefined;
  return fieldAt((value as Record<string, unknown>)[key], rest.join("."));
}
