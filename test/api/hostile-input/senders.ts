import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from "node:http2";
import { issueCertificate, type KeyCertificate } from "../../../src/server/pki/certificate.ts";
import type { TestServer } from "../../../src/server/testing/test-server.ts";
import type { HostileRequest, Sender } from "./requests.ts";

/** What came back: a code with the start of the body, or how the connection refused. */
export type Outcome =
  | { readonly type: "answer"; readonly code: number; readonly headers: IncomingHttpHeaders; readonly body: string }
  /** The stream or connection was reset: what HTTP/2 does with a head that is no HTTP. */
  | { readonly type: "reset"; readonly why: string }
  /** This machine's client would not write it. */
  | { readonly type: "unsendable" }
  | { readonly type: "silence" };

const patienceMs = 120_000;
const keptBodyBytes = 4_096;
const dayMs = 86_400_000;

/** One HTTP/2 connection for each kind of sender, opened again after the server hung up on it. */
export class Senders {
  readonly #server: TestServer;
  readonly #certificates: Readonly<Record<Sender, KeyCertificate | undefined>>;
  readonly #sessions = new Map<Sender, ClientHttp2Session>();

  constructor(server: TestServer) {
    this.#server = server;
    const now = server.server.clock.now();
    const { ca, admin } = server.pki;
    const subject = { commonName: "system:admin", organizations: ["system:masters"] };
    const strangers = issueCertificate({ subject: { commonName: "kubernetes" }, usage: "ca", notBefore: now - dayMs, notAfter: now + dayMs });
    this.#certificates = {
      admin,
      nobody: undefined,
      powerless: issueCertificate({ subject: { commonName: "powerless" }, usage: "client", notBefore: now - dayMs, notAfter: now + dayMs }, ca),
      expired: issueCertificate({ subject, usage: "client", notBefore: now - 2 * dayMs, notAfter: now - dayMs }, ca),
      forged: issueCertificate({ subject, usage: "client", notBefore: now - dayMs, notAfter: now + dayMs }, strangers),
    };
  }

  send(request: HostileRequest): Promise<Outcome> {
    const headers = { ":method": request.method, ":path": request.path, ...request.headers };
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session(request.sender).request(headers, { endStream: request.body === undefined });
    } catch {
      return Promise.resolve({ type: "unsendable" });
    }
    if (request.body !== undefined) stream.end(request.body);
    return outcomeOf(stream, request.method === "DELETE");
  }

  close(): void {
    for (const session of this.#sessions.values()) session.destroy();
  }

  #session(sender: Sender): ClientHttp2Session {
    const known = this.#sessions.get(sender);
    if (known !== undefined && !known.closed && !known.destroyed) return known;
    const { certificate: cert, key } = this.#certificates[sender] ?? {};
    const session = connect(`https://127.0.0.1:${this.#server.listening.port}`, { ca: this.#server.pki.ca.certificate, cert, key });
    session.on("error", () => {});
    session.setMaxListeners(0);
    this.#sessions.set(sender, session);
    return session;
  }
}

/** `isWhole`: the end of a long answer counts as well, since it names what has changed. */
function outcomeOf(stream: ClientHttp2Stream, isWhole: boolean): Promise<Outcome> {
  return new Promise((resolve) => {
    let headers: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => done({ type: "silence" }), patienceMs);
    const answer = () => done({ type: "answer", code: headers[":status"] ?? 0, headers, body: Buffer.concat(chunks).toString() });
    function done(outcome: Outcome): void {
      clearTimeout(timer);
      resolve(outcome);
      // A watch goes on for ever, and nobody needs the end of a long list. Others end by themselves: resets count against us.
      if (!stream.closed && !stream.readableEnded) stream.close();
    }
    stream.on("response", (got) => {
      headers = got;
      if (isWhole) return;
      if (got["transfer-encoding"] === "chunked" || got["content-length"] === undefined) setTimeout(answer, 50).unref();
    });
    stream.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length > keptBodyBytes && !isWhole) answer();
    });
    stream.on("end", () => {
      if (headers[":status"] !== undefined) answer();
    });
    stream.on("error", (error) => done({ type: "reset", why: error.message }));
    stream.on("close", () => done(headers[":status"] === undefined ? { type: "reset", why: `code ${stream.rstCode}` } : { type: "answer", code: headers[":status"], headers, body: "" }));
  });
}
