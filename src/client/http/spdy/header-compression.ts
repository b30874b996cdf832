import { constants, createDeflate, createInflate, type Deflate, type Inflate } from "node:zlib";
import { headerDictionary } from "../../../machinery/streaming/spdy/dictionary.ts";
import type { HeaderCompression } from "../../../machinery/streaming/spdy/session.ts";

/** Longest header block, unpacked: a few names and numbers is all that clients send. */
const longestBlockBytes = 64 * 1024;

/** zlib's state for one SPDY session. Calls must not overlap; the session awaits each. */
export function headerCompression(): HeaderCompression {
  const deflate = createDeflate({ dictionary: headerDictionary });
  const inflate = createInflate({ dictionary: headerDictionary });
  return {
    compress: (block) => through(deflate, block),
    decompress: (block) => through(inflate, block),
    close() {
      deflate.close();
      inflate.close();
    },
  };
}

function through(transform: Deflate | Inflate, block: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const settle = (act: () => void) => {
      transform.removeListener("data", onData);
      transform.removeListener("error", onError);
      act();
    };
    const onError = (error: Error) => settle(() => reject(error));
    const onData = (chunk: Uint8Array) => {
      size += chunk.length;
      if (size > longestBlockBytes) onError(new Error(`a header block unpacks to more than ${longestBlockBytes} bytes`));
      else chunks.push(chunk);
    };
    transform.on("data", onData);
    transform.once("error", onError);
    transform.write(block);
    transform.flush(constants.Z_SYNC_FLUSH, () => settle(() => resolve(Buffer.concat(chunks))));
  });
}
