import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, type OutgoingHttpHeaders } from "node:http2";

/** Where a server is and how it and we prove who we are. All certificates and keys in PEM. */
export interface Endpoint {
  /** `https://host:port`, with a path before `/api` if there is one. */
  readonly server: string;
  /** The CA that signed the server's certificate; absent means those the system trusts. */
  readonly ca?: string;
  /** The name that the server's certificate must carry, where it is not the host. */
  readonly serverName?: string;
  /** Accepts any server certificate. Default: false. */
  readonly insecureSkipTlsVerify?: boolean;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** Sent as a bearer token; a function is asked for each request, so that tokens can be renewed. */
  readonly token?: string | (() => string);
}

/** Milliseconds that a connection may take to come up. */
const connectTimeoutMs = 10_000;

/** One HTTP/2 connection to a server, made on first use and anew after it has broken. Does not keep the process alive between requests. */
export class Session {
  readonly #endpoint: Endpoint;
  #session: Promise<ClientHttp2Session> | undefined;
  #closed = false;
  /** Streams under way. */
  #open = 0;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** Starts a request. Rejects when the server cannot be reached. */
  async open(headers: OutgoingHttpHeaders, signal: AbortSignal | undefined): Promise<ClientHttp2Stream> {
    const { pathname } = new URL(this.#endpoint.server);
    const path = pathname.replace(/\/$/, "") + String(headers[constants.HTTP2_HEADER_PATH]);
    const session = await this.#connected();
    signal?.throwIfAborted();
    const stream = session.request({ ...headers, ...this.#authorization(), [constants.HTTP2_HEADER_PATH]: path }, { signal, endStream: false });
    this.#keepAliveWhile(stream, session);
    return stream;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const session = await this.#session?.catch(() => undefined);
    session?.destroy();
  }

  /** The process may end while nothing is asked for, and not before an answer that is waited for. */
  #keepAliveWhile(stream: ClientHttp2Stream, session: ClientHttp2Session): void {
    if (this.#open++ === 0) session.ref();
    stream.once("close", () => {
      if (--this.#open === 0) session.unref();
    });
  }

  #authorization(): OutgoingHttpHeaders {
    const { token } = this.#endpoint;
    return token === undefined ? {} : { authorization: `Bearer ${typeof token === "function" ? token() : token}` };
  }

  #connected(): Promise<ClientHttp2Session> {
    if (this.#closed) return Promise.reject(new Error(`cannot send a request to ${this.#endpoint.server}: the transport is closed`));
    this.#session ??= this.#connect();
    return this.#session;
  }

  #connect(): Promise<ClientHttp2Session> {
    const { server, ca, serverName, clientCertificate, clientKey, insecureSkipTlsVerify } = this.#endpoint;
    const { origin } = new URL(server);
    const session = connect(origin, { ca, cert: clientCertificate, key: clientKey, servername: serverName, rejectUnauthorized: insecureSkipTlsVerify !== true });
    const forget = (): void => {
      this.#session = undefined;
    };
    session.once("close", forget);
    session.once("goaway", forget); // streams under way end on the old connection, new ones get a new one
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown): void => {
        forget();
        session.destroy();
        reject(new Error(`cannot reach the API server at ${origin}: ${cause instanceof Error ? cause.message : cause}; is the cluster running?`, { cause }));
      };
      const tooLate = AbortSignal.timeout(connectTimeoutMs);
      const giveUp = (): void => fail(`no answer within ${connectTimeoutMs / 1_000} s`);
      tooLate.addEventListener("abort", giveUp);
      session.once("error", fail);
      session.once("connect", () => {
        tooLate.removeEventListener("abort", giveUp);
        session.off("error", fail);
        session.on("error", forget); // the streams report it to those who wait
        resolve(session);
      });
    });
  }
}
