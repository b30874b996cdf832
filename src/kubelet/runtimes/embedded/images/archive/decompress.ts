import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { PassThrough, Readable, type Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";

/** A hash that looks on while a stream passes. */
export class DigestTap {
  readonly #hash = createHash("sha256");
  sizeBytes = 0;

  async *watch(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#hash.update(chunk);
      this.sizeBytes += chunk.length;
      yield chunk;
    }
  }

  /** `sha256:…` of everything that passed. To be asked once, at the end. */
  digest(): string {
    return `sha256:${this.#hash.digest("hex")}`;
  }
}

/** The plain bytes of a stream that may be compressed with gzip or zstd, told by its first bytes. */
export async function* decompress(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const whole = async function* () {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  const transform = decompressorFor(first.value);
  if (transform === undefined) {
    yield* whole();
    return;
  }
  const output = new PassThrough();
  const flow = pipeline(Readable.from(whole(), { objectMode: false }), transform, output);
  flow.catch((error) => output.destroy(error)); // the reader below hears of it
  yield* output;
  await flow;
}

function decompressorFor(start: Uint8Array): Transform | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return createGunzip();
  if (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd) return createZstdDecompress();
  return undefined;
}
