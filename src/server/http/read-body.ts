import { badRequest, requestEntityTooLarge } from "../../machinery/errors/constructors.ts";
import type { Incoming } from "./exchange.ts";

/** Longest body of a request for a resource, in bytes. Source: apiserver server/config MaxRequestBodyBytes. */
export const longestBodyBytes = 3 * 1024 * 1024;

/** All bytes of the body. Throws 413 as soon as there are too many, without reading on. */
export async function readBody(request: Incoming): Promise<Uint8Array> {
  const tooLarge = () => requestEntityTooLarge(`limit is ${longestBodyBytes}`);
  if (Number(request.headers["content-length"] ?? 0) > longestBodyBytes) {
    discardRest(request);
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // The stream must outlive the loop: the refusal still goes out on it.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > longestBodyBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw badRequest(`error reading the request body: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (length > longestBodyBytes) {
    discardRest(request);
    throw tooLarge();
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

/** A client that is still sending reads its refusal only when it is done: the rest goes nowhere, without being kept. */
function discardRest(request: Incoming): void {
  request.on("error", () => {});
  request.resume();
}
