import { type ClientHttp2Stream, constants } from "node:http2";
import { PassThrough, type Readable } from "node:stream";

/**
 * What comes over a stream, to be iterated over. Node's own iteration takes a stream that the server is done with for one
 * that broke off, even when all of the answer waits in it, as it does where the reader is slower than the connection; here
 * only an answer that did break off throws. Who stops reading ends the stream. Source: nodejs/node issue 65677.
 */
export function bodyOf(stream: ClientHttp2Stream): Readable {
  const body = new PassThrough();
  const finish = (): void => {
    if (stream.readableEnded && stream.rstCode === constants.NGHTTP2_NO_ERROR) body.end();
    else body.destroy(new Error(`the connection ended in the middle of an answer (HTTP/2 code ${stream.rstCode})`));
  };
  stream.once("error", (error) => body.destroy(error));
  if (stream.destroyed) finish();
  else stream.once("close", finish);
  body.once("close", () => stream.destroy());
  return stream.pipe(body, { end: false });
}
