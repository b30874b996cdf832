import { badRequest, requestEntityTooLarge } from "../../machinery/errors/constructors.ts";
import { bodyOf, type Incoming } from "./exchange.ts";

/** Longest body of a request for a resource, in bytes. Source: apiserver server/config MaxRequestBodyBytes. */
export const longestBodyBytes = 3 * 1024 * 1024;

/**
 * All bytes of the body. Throws 413 as soon as there are too many. A client that is still sending reads its refusal only
 * when it is done: the rest is taken from it and goes nowhere.
 */
export function readBody(request: Incoming): Promise<Uint8Array> {
  const body = bodyOf(request);
  const chunks: Uint8Array[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const refuse = () => {
      chunks.length = 0;
      reject(requestEntityTooLarge(`limit is ${longestBodyBytes}`));
    };
    const fail = (why: string) => reject(badRequest(`error reading the request body: ${why}`));
    if (Number(request.headers["content-length"] ?? 0) > longestBodyBytes) refuse();
    body.on("data", (chunk: Uint8Array) => {
      length += chunk.byteLength;
      if (length > longestBodyBytes) refuse();
      else chunks.push(chunk);
    });
    let isComplete = false;
    body.once("end", () => {
      isComplete = true;
      resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks));
    });
    body.on("error", (error: Error) => fail(error.message));
    body.once("close", () => {
      if (!isComplete) fail("the connection ended before it did");
    });
  });
}
