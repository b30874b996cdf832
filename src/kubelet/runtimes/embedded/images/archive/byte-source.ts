/** Reads a stream of chunks in pieces of the sizes that the reader wants. Holds at most what one read needs. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #current: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Exactly `length` bytes; undefined at the end of the stream. Throws when the stream ends in the middle. */
  async read(length: number): Promise<Uint8Array | undefined> {
    while (this.#current.length < length) {
      const next = await this.#chunks.next();
      if (next.done) {
        if (this.#current.length === 0) return undefined;
        throw new Error(`the archive ends ${length - this.#current.length} bytes too early`);
      }
      this.#current = this.#current.length === 0 ? next.value : Buffer.concat([this.#current, next.value]);
    }
    const bytes = this.#current.subarray(0, length);
    this.#current = this.#current.subarray(length);
    return bytes;
  }

  /** Some bytes, at most `limit`; what is at hand without copying. */
  async some(limit: number): Promise<Uint8Array> {
    if (this.#current.length > 0) return this.#take(limit);
    const next = await this.#chunks.next();
    if (next.done) throw new Error(`the archive ends ${limit} bytes too early`);
    this.#current = next.value;
    return this.#take(limit);
  }

  /** Reads to the end of the stream, so that what hashes it sees all of it. */
  async drain(): Promise<void> {
    this.#current = new Uint8Array(0);
    while (!(await this.#chunks.next()).done);
  }

  #take(limit: number): Uint8Array {
    const bytes = this.#current.subarray(0, limit);
    this.#current = this.#current.subarray(bytes.length);
    return bytes;
  }
}
