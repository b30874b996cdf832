import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { requireAllowed } from "../../authz/stage.ts";
import { openRequest, outgoingHeaders, unreachable } from "../proxy/forward.ts";
import { splitUrl, targetOf } from "../proxy/serve-proxy.ts";
import type { Route } from "../route.ts";
import { verbOf } from "../verb.ts";
import type { UpgradeExchange } from "./upgrade-exchange.ts";

/** A connection through `pods/proxy` or `services/proxy` that becomes another protocol's: once both agree, bytes go both ways as they are. */
export async function serveProxyUpgrade({ server, request, socket, head, query, user, signal }: UpgradeExchange, route: Extract<Route, { type: "resource" }>): Promise<void> {
  const { group, version, resource, subresource, namespace, name } = route;
  requireAllowed(server.authorizer, { user, verb: verbOf(request.method ?? "", route, query) ?? "get", group, version, resource, subresource, namespace, name });
  const target = await targetOf(server, route);
  const { prefix, path: rest } = splitUrl(request.url ?? "");
  const path = rest.startsWith("/") ? rest : `/${rest}`;
  const headers = { ...outgoingHeaders(request.headers, { path, prefix }), connection: "Upgrade", upgrade: request.headers.upgrade };
  const outgoing = openRequest(target, { path, method: request.method, headers, signal });
  outgoing.end();
  const answer = await new Promise<{ response: IncomingMessage; upstream?: Duplex; early?: Buffer }>((resolve, reject) => {
    outgoing.once("upgrade", (response, upstream, early) => resolve({ response, upstream, early }));
    outgoing.once("response", (response) => resolve({ response }));
    outgoing.once("error", (error) => reject(unreachable(error, target)));
  });
  socket.write(statusLine(answer.response, answer.upstream !== undefined));
  if (answer.upstream === undefined) return void answer.response.pipe(socket);
  join(socket, answer.upstream);
  answer.upstream.write(head);
  socket.write(answer.early ?? Buffer.alloc(0));
}

/** The beginning of the target's answer, as it came; one that is no upgrade ends the connection. */
function statusLine({ statusCode = 502, rawHeaders }: IncomingMessage, isUpgraded: boolean): string {
  let text = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? "Unknown"}\r\n`;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    // The body of a refusal is written without chunks, up to the end of the connection.
    if (!isUpgraded && ["connection", "transfer-encoding"].includes(name.toLowerCase())) continue;
    text += `${name}: ${rawHeaders[at + 1]}\r\n`;
  }
  return `${text}${isUpgraded ? "" : "Connection: close\r\n"}\r\n`;
}

/** Either end goes with the other. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [[one, other], [other, one]] as const) {
    from.on("error", () => to.destroy());
    from.once("close", () => to.destroy());
    from.pipe(to);
  }
}
