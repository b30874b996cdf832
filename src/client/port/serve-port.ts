import { encodeJson } from "../../machinery/codec/encoded.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { Transport } from "../transport.ts";
import { type Defer, Outbox } from "./outbox.ts";
import { type Call, listen, packReplies, type Port, type Reply, watchWindow } from "./protocol.ts";

export interface ServePortOptions {
  /** The way to the server of whoever asks. The other side of the port is trusted to say who that is. */
  readonly transportFor: (user: UserInfo) => Transport;
  /** Default: at the end of the running task. */
  readonly defer?: Defer;
}

interface Running {
  readonly stopping: AbortController;
  /** Events sent and not yet taken. */
  onTheWay: number;
  goOn?: () => void;
}

type Question = Extract<Call, { request: unknown }>;

/**
 * Answers requests that come through a port, as from another thread. Objects go as the JSON that lists and watches share,
 * so that one that many watch is encoded once. Answers what closes it: everything under way is aborted.
 */
export function servePort(port: Port, { transportFor, defer = queueMicrotask }: ServePortOptions): () => void {
  const running = new Map<number, Running>();
  const transports = new Map<string, Transport>();
  const outbox = new Outbox<{ readonly reply: Reply; readonly body?: Uint8Array }>((items) => {
    const message = packReplies(items.map(({ reply }) => reply), items.flatMap(({ body }) => (body === undefined ? [] : [body])));
    port.postMessage(message, [message.bodies.buffer]);
  }, defer);

  function transportOf(user: UserInfo): Transport {
    let transport = transports.get(user.name);
    if (transport === undefined) transports.set(user.name, (transport = transportFor(user)));
    return transport;
  }

  async function carryOut({ type, id, user, request }: Question, task: Running): Promise<void> {
    const transport = transportOf(user);
    const { signal } = task.stopping;
    if (type !== "watch") {
      const body = await (type === "list" ? transport.list(request as never, signal) : transport.request(request, signal));
      outbox.add({ reply: { type: "answer", id }, body: encodeJson(body as KubeObject) });
      return;
    }
    for await (const { type: event, object } of transport.watch(request as never, signal)) {
      outbox.add({ reply: { type: "event", id, event }, body: encodeJson(object) });
      if (++task.onTheWay >= watchWindow && !signal.aborted) await new Promise<void>((resolve) => (task.goOn = resolve));
    }
    outbox.add({ reply: { type: "end", id } });
  }

  function begin(call: Question): void {
    const task: Running = { stopping: new AbortController(), onTheWay: 0 };
    running.set(call.id, task);
    carryOut(call, task)
      .catch((error: unknown) => {
        const { id } = call;
        if (isStatus(error)) outbox.add({ reply: { type: "refused", id, status: error.status } });
        else outbox.add({ reply: { type: "failed", id, message: error instanceof Error ? error.message : String(error) } });
      })
      .finally(() => running.delete(call.id));
  }

  function letGoOn(task: Running): void {
    task.goOn?.();
    task.goOn = undefined;
  }

  function stop(task: Running): void {
    task.stopping.abort();
    letGoOn(task);
  }

  function take(call: Call): void {
    if (call.type !== "stop" && call.type !== "taken") return begin(call);
    const task = running.get(call.id);
    if (task === undefined) return; // it ended meanwhile
    if (call.type === "stop") return stop(task);
    task.onTheWay -= call.events;
    if (task.onTheWay < watchWindow) letGoOn(task);
  }

  listen<readonly Call[]>(port, (calls) => calls.forEach(take));
  return () => {
    for (const task of running.values()) stop(task);
    port.close();
  };
}
