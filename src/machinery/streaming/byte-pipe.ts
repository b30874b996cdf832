/**
 * Bytes on their way from a connection's reader, which many streams share, to one stream's consumer. It holds at most
 * `limitBytes`: `push` then waits, and with it the whole connection, so that a slow consumer slows its sender down.
 */
export class BytePipe implements AsyncIterable<Uint8Array> {
  readonly #limitBytes: number;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #ended = false;
  #readable = Promise.withResolvers<void>();
  #writable: PromiseWithResolvers<void> | undefined;

  constructor(limitBytes = 256 * 1024) {
    this.#limitBytes = limitBytes;
  }

  /** Resolves when there is room for more. After `end` chunks are dropped: nobody reads them. */
  async push(chunk: Uint8Array): Promise<void> {
    if (this.#ended || chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#readable.resolve();
    while (this.#size > this.#limitBytes && !this.#ended) {
      this.#writable ??= Promise.withResolvers<void>();
      await this.#writable.promise;
    }
  }

  /** No more chunks come; what is there is still read. */
  end(): void {
    this.#ended = true;
    this.#readable.resolve();
    this.#release();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) {
          this.#size -= chunk.length;
          this.#release();
          yield chunk;
        } else if (this.#ended) {
          return;
        } else {
          this.#readable = Promise.withResolvers<void>();
          await this.#readable.promise;
        }
      }
    } finally {
      // A consumer that stops reading must not stop the others.
      this.#chunks = [];
      this.#size = 0;
      this.end();
    }
  }

  #release(): void {
    this.#writable?.resolve();
    this.#writable = undefined;
  }
}
