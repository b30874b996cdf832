import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";

/**
 * The two faces of a request over HTTP/2, as Node's server makes them for us in place of its own compatibility classes:
 * the same members as HTTP/1.1's where this server uses them, straight on the stream. A request costs a third less so.
 */
export class Http2Incoming {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[];
  readonly httpVersion = "2.0";

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _options: unknown, rawHeaders: readonly string[]) {
    this.stream = stream;
    this.headers = headers;
    this.rawHeaders = rawHeaders;
    // A peer that goes is seen by its closed stream; without a listener its reset would end the process.
    stream.on("error", () => {});
  }

  get method(): string | undefined {
    return this.headers[":method"] as string | undefined;
  }

  get url(): string | undefined {
    return this.headers[":path"] as string | undefined;
  }
}

export class Http2Outgoing {
  readonly stream: ServerHttp2Stream;
  statusCode = 200;
  readonly #headers: OutgoingHttpHeaders = {};

  constructor(stream: ServerHttp2Stream) {
    this.stream = stream;
  }

  get headersSent(): boolean {
    return this.stream.headersSent;
  }

  get destroyed(): boolean {
    return this.stream.destroyed;
  }

  get writableLength(): number {
    return this.stream.writableLength;
  }

  get writableEnded(): boolean {
    return this.stream.writableEnded;
  }

  setHeader(name: string, value: string | number | readonly string[]): void {
    if (this.stream.headersSent) throw new Error(`cannot set ${name}: the headers have been sent`);
    this.#headers[name.toLowerCase()] = value as OutgoingHttpHeaders[string];
  }

  getHeader(name: string): OutgoingHttpHeaders[string] {
    return this.#headers[name.toLowerCase()];
  }

  /** Asked for by clients that wait for it before they send a body. */
  writeContinue(): void {
    this.stream.additionalHeaders({ ":status": 100 });
  }

  flushHeaders(): void {
    this.#respond(false);
  }

  /** False when the peer is behind: `drain` tells when it has caught up. What is written to a peer that has gone is dropped. */
  write(chunk: Uint8Array): boolean {
    this.#respond(false);
    return this.#isOpen() && this.stream.write(chunk);
  }

  end(chunk?: Uint8Array): void {
    const isWhole = chunk === undefined && !this.stream.headersSent;
    this.#respond(isWhole);
    if (isWhole || !this.#isOpen()) return;
    if (chunk === undefined) this.stream.end();
    else this.stream.end(chunk);
  }

  destroy(): void {
    this.stream.destroy();
  }

  on(event: string, listener: (...values: unknown[]) => void): this {
    this.stream.on(event, listener);
    return this;
  }

  once(event: string, listener: (...values: unknown[]) => void): this {
    this.stream.once(event, listener);
    return this;
  }

  removeListener(event: string, listener: (...values: unknown[]) => void): this {
    this.stream.removeListener(event, listener);
    return this;
  }

  #respond(endStream: boolean): void {
    if (this.stream.headersSent || !this.#isOpen()) return;
    this.#headers[":status"] = this.statusCode;
    // With trailers, even none, Node ends the stream after its last write has gone out. Without, it does so before and
    // makes an error of it that nobody sees and that costs as much as a third of the whole exchange.
    this.stream.respond(this.#headers, { endStream, waitForTrailers: !endStream });
    if (!endStream) this.stream.once("wantTrailers", () => this.#isOpen() && this.stream.sendTrailers({}));
  }

  #isOpen(): boolean {
    return !this.stream.destroyed && !this.stream.closed;
  }
}
