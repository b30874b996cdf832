import type { IncomingMessage } from "node:http";

const prefix = "base64url.bearer.authorization.k8s.io.";

/** Browsers cannot set headers on a WebSocket, so the token may come as a subprotocol. Source: apiserver authentication/request/websocket. */
export function bearerProtocol(request: IncomingMessage): string | undefined {
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((one) => one.trim());
  const found = offered.find((one) => one.startsWith(prefix));
  return found === undefined ? undefined : Buffer.from(found.slice(prefix.length), "base64url").toString();
}
