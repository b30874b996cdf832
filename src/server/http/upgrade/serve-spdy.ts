import type { Pod } from "../../../api/types/core/v1.gen.ts";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import { kubeletOf } from "../../streams/connect-target.ts";
import { parseCommandOptions } from "../../streams/command-options.ts";
import { containerOf, nodeOf, requireStreamable } from "../../streams/pod-container.ts";
import { runCommand } from "../../streams/run-command.ts";
import { commandProtocols, spdyCommandStreams } from "../../streams/spdy/command.ts";
import { forwardPorts, portForwardProtocol } from "../../streams/spdy/port-forward.ts";
import { SpdySession } from "../../../machinery/streaming/spdy/session.ts";
import { headerCompression } from "../../../client/http/spdy/header-compression.ts";
import { socketDuplex } from "../../../client/http/spdy/socket-duplex.ts";
import type { UpgradeExchange } from "./upgrade-exchange.ts";

/** Exec, attach and port-forward over SPDY/3.1, as kubectl before 1.31 speaks it. */
export async function serveSpdy(exchange: UpgradeExchange, subresource: string, pod: Pod): Promise<void> {
  const { server, request, socket, head, query, signal } = exchange;
  const { namespace = "", name = "", uid: podUid } = pod.metadata;
  const kubelet = kubeletOf(server, nodeOf(pod));
  if (subresource === "portforward") {
    accept(exchange, agree(request.headers["x-stream-protocol-version"], [portForwardProtocol]));
    const session = new SpdySession(socketDuplex(socket, head), headerCompression());
    return forwardPorts(session, kubelet, { namespace, pod: name, podUid }, { signal, setTimer: (delayMs, task) => server.clock.setTimer(delayMs, task) });
  }
  const kind = subresource as "exec" | "attach";
  const options = parseCommandOptions(kind, query);
  requireStreamable(pod, kind === "exec" ? "exec into" : "attach");
  const container = containerOf(pod, options.container);
  const protocol = agree(request.headers["x-stream-protocol-version"], commandProtocols);
  accept(exchange, protocol);
  const session = new SpdySession(socketDuplex(socket, head), headerCompression());
  const client = await spdyCommandStreams(session, protocol, options).catch(() => undefined);
  if (client === undefined) return void socket.destroy();
  await runCommand(kubelet, kind, { namespace, pod: name, podUid, container }, options, client, signal);
}

/** The first of ours that the client offers. Throws when there is none. */
function agree(offered: string | string[] | undefined, served: readonly string[]): string {
  const names = [offered ?? []].flat().flatMap((text) => text.split(",")).map((text) => text.trim());
  const found = served.find((one) => names.includes(one));
  if (found === undefined) throw new StatusError("Forbidden", `unable to upgrade: unable to negotiate protocol: client supports [${names.join(" ")}], server accepts [${served.join(" ")}]`);
  return found;
}

function accept({ socket }: UpgradeExchange, protocol: string): void {
  socket.setNoDelay(true);
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`);
}
