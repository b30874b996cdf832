import assert from "node:assert/strict";
import { test } from "node:test";
import { badRequest } from "../../machinery/errors/constructors.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { ApiRequest } from "../../machinery/request/api-request.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import type { Transport } from "../transport.ts";
import { PortClient } from "./port-client.ts";
import { watchWindow } from "./protocol.ts";
import { servePort } from "./serve-port.ts";

const user: UserInfo = { name: "somebody", groups: ["some"] };
const pods = { group: "", version: "v1", resource: "pods" };
const get: ApiRequest = { verb: "get", resource: pods, namespace: "default", name: "a" };
const watch = { verb: "watch" as const, resource: pods };

/** Both ends of a port; the server's side answers as `server` does. */
function joined(server: Partial<Transport>): { client: PortClient; transport: Transport; asked: UserInfo[]; close(): void } {
  const { port1, port2 } = new MessageChannel();
  const asked: UserInfo[] = [];
  const transportFor = (who: UserInfo): Transport => {
    asked.push(who);
    return server as Transport;
  };
  const stop = servePort(port1, { transportFor });
  const client = new PortClient(port2);
  const close = (): void => {
    client.close();
    stop();
  };
  return { client, transport: client.transport(user), asked, close };
}

test("port: requests go as who asks, and answers and refusals come back to the right one, in whatever order", async () => {
  const first = Promise.withResolvers<KubeObject>();
  const { transport, asked, close } = joined({
    request: (async ({ name }: ApiRequest) => {
      if (name === "refused") throw badRequest("no");
      return name === "a" ? first.promise : { metadata: { name } };
    }) as never,
  });
  const a = transport.request(get);
  const refused = transport.request({ ...get, name: "refused" });
  refused.catch(() => undefined);
  assert.deepEqual(await transport.request({ ...get, name: "b" }), { metadata: { name: "b" } });
  first.resolve({ metadata: { name: "a" } });
  assert.deepEqual(await a, { metadata: { name: "a" } });
  await assert.rejects(refused, { reason: "BadRequest", code: 400, message: "no" });
  assert.deepEqual(asked, [user]);
  close();
});

test("port: who gives up is rejected at once, and the server's side hears of it", async () => {
  const heard = Promise.withResolvers<void>();
  const { transport, close } = joined({
    request: ((_request: ApiRequest, signal: AbortSignal) => new Promise((_, reject) => signal.addEventListener("abort", () => {
      heard.resolve();
      reject(signal.reason);
    }))) as never,
  });
  const stopping = new AbortController();
  const asked = transport.request(get, stopping.signal);
  setImmediate(() => stopping.abort(new Error("enough")));
  await assert.rejects(asked, { message: "enough" });
  await heard.promise;
  close();
});

test("port: a watch that nobody reads from stops after a window of events, and goes on as they are taken", async () => {
  let made = 0;
  let onMade = (): void => {};
  const { transport, close } = joined({
    async *watch<T extends KubeObject>(_request: ApiRequest, signal: AbortSignal) {
      while (!signal.aborted) {
        made++;
        onMade();
        yield { type: "ADDED", object: { metadata: { name: `pod-${made}` } } } as WatchEvent<T>;
      }
    },
  });
  const stopping = new AbortController();
  const events = transport.watch(watch, stopping.signal)[Symbol.asyncIterator]();
  const first = await events.next();
  assert.equal(first.value?.object.metadata?.name, "pod-1");
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  const ahead = made;
  assert.ok(ahead >= watchWindow && ahead <= 2 * watchWindow + 1, `${ahead} events were made`); // one window was handed over, one may wait
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(made, ahead);
  const more = new Promise<void>((resolve) => (onMade = resolve));
  for (let taken = 1; taken < ahead; taken++) await events.next();
  void events.next();
  await more;
  stopping.abort();
  close();
});

test("port: closing it fails everyone who waits, and whoever asks afterwards", async () => {
  const { client, transport, close } = joined({ request: () => new Promise(() => {}) });
  const asked = transport.request(get);
  client.close();
  await assert.rejects(asked, { message: "the way to the server is closed" });
  await assert.rejects(transport.request(get), { message: "the way to the server is closed" });
  close();
});
