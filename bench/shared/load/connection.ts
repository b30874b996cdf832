import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2, type OutgoingHttpHeaders } from "node:http2";
import type { Target } from "./contract.ts";

/** As large as Go's clients have them, so that the flow control of one stream is not what is measured. */
const streamWindowBytes = 4 * 1024 * 1024;
const connectionWindowBytes = 1024 * 1024 * 1024;

/** One TLS connection, with nothing between it and Node's HTTP/2. */
export function connect({ url, ca, certificate, key }: Target): Promise<ClientHttp2Session> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(url, { ca, cert: certificate, key, settings: { initialWindowSize: streamWindowBytes, enablePush: false } });
    session.once("error", reject);
    session.once("connect", () => {
      session.setLocalWindowSize(connectionWindowBytes);
      resolve(session);
    });
  });
}

/** Sends a request and resolves with the length of its answer. Rejects on any other status than 200 and 201. */
export function exchange(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined });
    let status = 0;
    let bytes = 0;
    let failure = "";
    stream.on("response", (answer) => {
      status = Number(answer[":status"]);
    });
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (status >= 300) failure += chunk.toString();
    });
    stream.on("end", () => (status === 200 || status === 201 ? resolve(bytes) : reject(new Error(`${headers[":method"]} ${headers[":path"]} answered ${status}: ${failure.slice(0, 500)}`))));
    stream.on("error", reject);
    if (body !== undefined) stream.end(body);
  });
}

/** Starts a GET whose answer goes on; resolves when its headers are there. */
export function follow(session: ClientHttp2Session, path: string): Promise<ClientHttp2Stream> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": "GET", ":path": path, accept: "application/json" });
    stream.once("response", (answer) => (answer[":status"] === 200 ? resolve(stream) : reject(new Error(`GET ${path} answered ${answer[":status"]}`))));
    stream.once("error", reject);
  });
}
