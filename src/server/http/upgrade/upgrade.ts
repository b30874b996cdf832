import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { badRequest } from "../../../machinery/errors/constructors.ts";
import { toStatusError } from "../../errors.ts";
import { RejectedRequest } from "../../flowcontrol/rejection.ts";
import { findStreamPod, isProxy, isStream } from "../../streams/connect-target.ts";
import type { ApiServer } from "../../api-server.ts";
import { bearerProtocol } from "./bearer-protocol.ts";
import { identify, splitUrl } from "../handler.ts";
import { refuseDryRun } from "../serve-connect.ts";
import { hasMore, parseRoute } from "../route.ts";
import { serveProxyUpgrade } from "./proxy-upgrade.ts";
import { serveSpdy } from "./serve-spdy.ts";
import { serveWebSocket } from "./serve-web-socket.ts";
import { serveWebSocketWatch } from "./watch-socket.ts";
import type { UpgradeExchange } from "./upgrade-exchange.ts";

/** Answers an HTTP/1.1 request that wants the connection for another protocol: WebSocket, or SPDY/3.1 for older clients. Never rejects. */
export async function handleUpgrade(server: ApiServer, request: IncomingMessage, socket: Socket, head: Buffer, stopping: AbortSignal): Promise<void> {
  socket.on("error", () => {});
  const gone = new AbortController();
  socket.once("close", () => gone.abort(new Error("the client is gone")));
  const signal = AbortSignal.any([gone.signal, stopping]);
  try {
    const token = bearerProtocol(request);
    if (token !== undefined && request.headers.authorization === undefined) request.headers.authorization = `Bearer ${token}`;
    const [path, query] = splitUrl(request.url ?? "/");
    const user = await identify(server, request);
    await dispatch({ server, request, socket, head, query, user, signal }, path);
  } catch (error) {
    refuse(socket, error);
  }
}

async function dispatch(exchange: UpgradeExchange, path: string): Promise<void> {
  const { server, request, user } = exchange;
  const route = parseRoute(path);
  const protocol = request.headers.upgrade?.toLowerCase();
  if (route.type === "resource" && (isProxy(route) || (isStream(route) && route.subresource !== "log"))) refuseDryRun(exchange.query);
  if (route.type === "resource" && isStream(route) && !hasMore(route) && route.subresource !== undefined) {
    const { namespace = "", name = "", subresource } = route;
    const pod = await findStreamPod(server, { resource: "pods", subresource, namespace, name, user }, request.method ?? "");
    if (protocol === "websocket") return serveWebSocket(exchange, subresource, pod);
    if (protocol?.startsWith("spdy/3.1") && subresource !== "log") return serveSpdy(exchange, subresource, pod);
  } else if (route.type === "resource" && isProxy(route) && route.resource !== "nodes") {
    return serveProxyUpgrade(exchange, route);
  } else if (route.type === "resource" && protocol === "websocket") {
    return serveWebSocketWatch(exchange, route);
  }
  throw badRequest(`cannot switch to ${JSON.stringify(request.headers.upgrade ?? "")} on this path: WebSocket and SPDY/3.1 are served for exec, attach and port-forward, WebSocket for logs and watches`);
}

/** A plain HTTP answer with a Status, before any upgrade. */
export function refuse(socket: Socket, error: unknown): void {
  if (socket.destroyed) return;
  const { status, code } = toStatusError(error);
  const { retryAfterSeconds } = status.details ?? {};
  const isRejected = error instanceof RejectedRequest;
  const body = isRejected ? `${error.message}\n` : `${JSON.stringify(status)}\n`;
  const headers = [
    `Content-Type: ${isRejected ? "text/plain; charset=utf-8" : "application/json"}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    ...(retryAfterSeconds === undefined ? [] : [`Retry-After: ${retryAfterSeconds}`]),
  ];
  socket.end(`HTTP/1.1 ${code} ${STATUS_CODES[code] ?? "Error"}\r\n${headers.join("\r\n")}\r\n\r\n${body}`);
}
