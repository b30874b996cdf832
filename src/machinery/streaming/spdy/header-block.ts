import { SpdyProtocolError } from "./frame.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The headers of an uncompressed block, by lower-case name; of a header with several values the first. Source: SPDY 3.1, 2.6.10. */
export function parseHeaderBlock(block: Uint8Array): Map<string, string> {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const headers = new Map<string, string>();
  let at = 0;
  const number = () => {
    if (at + 4 > block.length) throw new SpdyProtocolError("a header block ends in the middle of a length");
    at += 4;
    return view.getUint32(at - 4);
  };
  const text = () => {
    const length = number();
    if (at + length > block.length) throw new SpdyProtocolError("a header block ends in the middle of a text");
    at += length;
    return decoder.decode(block.subarray(at - length, at));
  };
  for (let left = number(); left > 0; left--) {
    const name = text().toLowerCase();
    headers.set(name, text().split("\0")[0] ?? "");
  }
  return headers;
}

export function formatHeaderBlock(headers: ReadonlyMap<string, string>): Uint8Array {
  const texts = [...headers].flat().map((text) => encoder.encode(text));
  const bytes = new Uint8Array(4 + texts.reduce((sum, text) => sum + 4 + text.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, headers.size);
  let at = 4;
  for (const text of texts) {
    view.setUint32(at, text.length);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return bytes;
}
