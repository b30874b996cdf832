import { type WebSocket, WebSocketServer } from "ws";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { badRequest } from "../../../machinery/errors/constructors.ts";
import { channelProtocols, channelStreams } from "../../streams/channels/channel-protocol.ts";
import { forwardPortsOverChannels, portForwardChannelProtocols } from "../../streams/channels/port-forward.ts";
import { parseCommandOptions } from "../../streams/command-options.ts";
import { kubeletOf } from "../../streams/connect-target.ts";
import { parseLogOptions } from "../../streams/log-options.ts";
import { containerOf, nodeOf, requireStreamable } from "../../streams/pod-container.ts";
import { runCommand } from "../../streams/run-command.ts";
import { forwardPorts, portForwardProtocol } from "../../streams/spdy/port-forward.ts";
import { SpdySession } from "../../../machinery/streaming/spdy/session.ts";
import { headerCompression } from "../../../client/http/spdy/header-compression.ts";
import { quote } from "../../../machinery/text/quote.ts";
import type { UpgradeExchange } from "./upgrade-exchange.ts";
import { messageSocket, pingIntervalMs, tunnel } from "./web-socket.ts";

/** SPDY/3.1 inside a WebSocket's messages: how kubectl forwards ports since 1.31. */
const tunnelProtocol = `SPDY/3.1+${portForwardProtocol}`;
const logProtocols = ["binary.k8s.io", "base64.binary.k8s.io", ""];
/** Longest message that a client may send; kubectl sends 32 KiB at a time. */
const longestMessageBytes = 16 * 1024 * 1024;

/** Exec, attach, port-forward and logs over WebSocket. */
export async function serveWebSocket(exchange: UpgradeExchange, subresource: string, pod: Pod): Promise<void> {
  const { server, query, signal } = exchange;
  const { namespace = "", name = "", uid: podUid } = pod.metadata;
  const kubelet = kubeletOf(server, nodeOf(pod));
  if (subresource === "log") {
    const options = parseLogOptions(query);
    const container = containerOf(pod, options.container);
    const socket = messageSocket(await upgrade(exchange, logProtocols));
    const base64 = socket.protocol === "base64.binary.k8s.io";
    const write = (chunk: Uint8Array) => socket.send(base64 ? Buffer.from(chunk).toString("base64") : chunk);
    await kubelet.logs({ ...options, container, namespace, pod: name, podUid }, write, signal).catch(() => {});
    return socket.close(1000, "");
  }
  if (subresource === "portforward") {
    // Inside the tunnel each stream names its port; channels have theirs from the query.
    const isTunnel = offeredBy(exchange.request).includes(tunnelProtocol);
    const ports = isTunnel ? [] : portsOf(query);
    const socket = await upgrade(exchange, isTunnel ? [tunnelProtocol] : portForwardChannelProtocols);
    if (!isTunnel) return forwardPortsOverChannels(messageSocket(socket), kubelet, { namespace, pod: name, podUid }, ports, signal);
    const session = new SpdySession(tunnel(socket), headerCompression());
    return forwardPorts(session, kubelet, { namespace, pod: name, podUid }, { signal, setTimer: (delayMs, task) => server.clock.setTimer(delayMs, task) });
  }
  const kind = subresource as "exec" | "attach";
  const options = parseCommandOptions(kind, query);
  requireStreamable(pod, kind === "exec" ? "exec into" : "attach");
  const container = containerOf(pod, options.container);
  const client = channelStreams(messageSocket(await upgrade(exchange, channelProtocols)), options);
  await runCommand(kubelet, kind, { namespace, pod: name, podUid, container }, options, client, signal);
}

/** Shakes hands. Throws BadRequest when the client offers only protocols that are not served. */
export async function upgrade({ server, request, socket, head, signal }: UpgradeExchange, served: readonly string[]): Promise<WebSocket> {
  const offered = offeredBy(request);
  const agreed = served.find((one) => offered.includes(one)) ?? (served.includes("") && offered.every((one) => one === "") ? "" : undefined);
  if (agreed === undefined) throw badRequest(`cannot agree on a WebSocket protocol: the client offers [${offered.join(" ")}], served are [${served.join(" ")}]`);
  const acceptor = new WebSocketServer({ noServer: true, maxPayload: longestMessageBytes, handleProtocols: () => (agreed === "" ? false : agreed) });
  const webSocket = await new Promise<WebSocket>((resolve) => acceptor.handleUpgrade(request, socket, head, resolve));
  keepAlive(webSocket, server.clock);
  const stop = () => webSocket.close(1001, "the server is shutting down");
  signal.addEventListener("abort", stop, { once: true });
  webSocket.once("close", () => signal.removeEventListener("abort", stop));
  webSocket.on("error", () => webSocket.terminate());
  return webSocket;
}

function offeredBy({ headers }: UpgradeExchange["request"]): string[] {
  return (headers["sec-websocket-protocol"] ?? "").split(",").map((one) => one.trim());
}

/** Pings a client that may be silent for hours, so that routers on the way keep the connection. */
function keepAlive(webSocket: WebSocket, clock: UpgradeExchange["server"]["clock"]): void {
  let timer = clock.setTimer(pingIntervalMs, ping);
  function ping(): void {
    webSocket.ping();
    timer = clock.setTimer(pingIntervalMs, ping);
  }
  webSocket.once("close", () => timer.cancel());
}

function portsOf(query: URLSearchParams): number[] {
  const texts = query.getAll("ports").flatMap((text) => text.split(","));
  if (texts.length === 0) throw badRequest('query parameter "port" is required');
  return texts.map((text) => {
    if (text === "") throw badRequest('query parameter "port" cannot be empty');
    const port = Number(text);
    if (!/^\d+$/.test(text) || port > 65_535) throw badRequest(`unable to parse ${quote(text)} as a port: strconv.ParseUint: parsing ${quote(text)}: ${/^\d+$/.test(text) ? "value out of range" : "invalid syntax"}`);
    if (port < 1) throw badRequest(`port ${quote(text)} must be > 0`);
    return port;
  });
}
