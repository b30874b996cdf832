import { badRequest, notAcceptable, pathNotFound } from "../../../machinery/errors/constructors.ts";
import type { EncodeContext } from "../encode-answer.ts";
import { includeObjectOf } from "../include-object.ts";
import { negotiate } from "../negotiate.ts";
import { parseRequestOptions } from "../request-options.ts";
import type { Route } from "../route.ts";
import { verbOf } from "../verb.ts";
import { watchFrame } from "../watch-frames.ts";
import { upgrade } from "./serve-web-socket.ts";
import type { UpgradeExchange } from "./upgrade-exchange.ts";
import { messageSocket } from "./web-socket.ts";

/** A watch over WebSocket: one text message an event. */
export async function serveWebSocketWatch(exchange: UpgradeExchange, route: Extract<Route, { type: "resource" }>): Promise<void> {
  const { server, request, query, user, signal } = exchange;
  const { group, version, resource, subresource, namespace, name } = route;
  const verb = verbOf(request.method ?? "", route, query);
  if (verb !== "watch") throw badRequest("cannot switch to WebSocket: only watches stream; add watch=1");
  const info = server.catalog.find(group, version, resource);
  if (info === undefined) throw pathNotFound();
  const apiRequest = { verb, resource: { group, version, resource }, subresource, namespace, name, options: parseRequestOptions(verb, query) } as const;
  const negotiated = negotiate(request.headers.accept);
  if (negotiated.mediaType !== "application/json") throw notAcceptable(["application/json"]);
  const answer = await server.pipeline.run({ request: apiRequest, info, user, clock: server.clock, signal, warn: () => {} });
  if (answer.type !== "watch") throw new TypeError(`a watch of ${resource} answered with a ${answer.type}`);
  const { watch } = answer;
  const context: EncodeContext = { info, negotiated, includeObject: negotiated.form === "table" ? includeObjectOf(query) : "Metadata", now: server.clock.now() };
  const stop = () => watch.stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const socket = messageSocket(await upgrade(exchange, [""]));
    const decoder = new TextDecoder();
    let first = true;
    for (let events = await watch.next(); events !== undefined && !signal.aborted; events = await watch.next()) {
      for (const event of events) {
        await socket.send(decoder.decode(watchFrame(event, { ...context, now: server.clock.now() }, first)));
        first = false;
      }
    }
    socket.close(1000, "");
  } finally {
    signal.removeEventListener("abort", stop);
    watch.stop();
  }
}
