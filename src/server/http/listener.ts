import type { Server } from "node:http";
import { createSecureServer, type Http2SecureServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { ApiServer, Listening, ListenOptions } from "../api-server.ts";
import type { Incoming, Outgoing } from "./exchange.ts";
import { handleRequest } from "./handler.ts";
import { Http2Incoming, Http2Outgoing } from "./http2-exchange.ts";
import { handleUpgrade } from "./upgrade/upgrade.ts";
import { pathFamilies } from "./path-families.ts";

/** Streams that one HTTP/2 connection may hold open: informers keep one per kind. */
const maxConcurrentStreams = 4096;
/** How long requests under way get to finish on shutdown. */
const shutdownGraceMs = 2_000;
/** How long a peer may take for the TLS handshake and for the headers of an HTTP/1.1 request. */
const handshakeTimeoutMs = 10_000;

/** As Go's servers take by default: the words of a command stand in the path of its request. */
const maxHeaderSize = 1_048_576;

/** Serves HTTP/2 and HTTP/1.1 (with upgrades) on one TLS port. */
export async function listen(server: ApiServer, options: ListenOptions): Promise<Listening> {
  const stopping = new AbortController();
  const families = pathFamilies(server);
  const { certificate, key, clientCa } = options;
  const secure = createSecureServer({
    allowHTTP1: true,
    cert: certificate,
    key,
    ca: clientCa,
    requestCert: true,
    // Without a certificate a client may still bring a token.
    rejectUnauthorized: false,
    handshakeTimeout: handshakeTimeoutMs,
    settings: { maxConcurrentStreams },
    peerMaxConcurrentStreams: maxConcurrentStreams,
    // Both classes have all that is called on them; the types ask for Node's own.
    Http2ServerRequest: Http2Incoming as unknown as typeof Http2ServerRequest,
    Http2ServerResponse: Http2Outgoing as unknown as typeof Http2ServerResponse,
  });
  // Also an HTTP/1.1 server at heart; slow headers must not hold a connection for ever, watches must.
  Object.assign(secure as unknown as Server, { headersTimeout: handshakeTimeoutMs, requestTimeout: 0, keepAliveTimeout: 90_000, maxHeaderSize });
  const sockets = trackSockets(secure);
  const sessions = trackSessions(secure);
  const underWay = new Set<AbortController>();
  secure.on("request", (request, response) => {
    const ending = new AbortController();
    if (stopping.signal.aborted) ending.abort(stopping.signal.reason);
    underWay.add(ending);
    void handleRequest(server, families, request as unknown as Incoming, response as unknown as Outgoing, ending).finally(() => underWay.delete(ending));
  });
  (secure as unknown as Server).on("upgrade", (request, socket, head) => {
    void handleUpgrade(server, request, socket as Socket, head, stopping.signal);
  });
  // Half-open connections and bytes that are no TLS end here; nobody else is concerned.
  secure.on("tlsClientError", (_error, socket) => socket.destroy());
  secure.on("clientError", (_error: Error, socket: Socket) => socket.destroy());
  secure.on("sessionError", () => {});
  secure.on("error", () => {});

  await new Promise<void>((resolve, reject) => {
    secure.once("error", reject);
    secure.listen({ port: options.port, host: options.host }, () => {
      secure.removeListener("error", reject);
      resolve();
    });
  });

  return {
    port: (secure.address() as AddressInfo).port,
    async close() {
      stopping.abort(new Error("the server is shutting down"));
      for (const ending of underWay) ending.abort(stopping.signal.reason);
      const closed = new Promise<void>((resolve) => secure.close(() => resolve()));
      for (const session of sessions) session.close();
      for (let waitedMs = 0; underWay.size > 0 && waitedMs < shutdownGraceMs; waitedMs += 20) await server.clock.sleep(20);
      for (const session of sessions) session.destroy();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function trackSockets(secure: Http2SecureServer): Set<Socket> {
  const sockets = new Set<Socket>();
  secure.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // A reset by the peer is no error of ours.
    socket.on("error", () => {});
  });
  return sockets;
}

function trackSessions(secure: Http2SecureServer): Set<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>();
  secure.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.on("error", () => {});
  });
  return sessions;
}
