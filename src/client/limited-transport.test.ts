import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubeObject } from "../machinery/meta/object.ts";
import { limitedTransport } from "./limited-transport.ts";
import type { Transport } from "./transport.ts";

const pods = { group: "", version: "v1", resource: "pods" };

/** A server that answers when told, and says which requests have reached it. */
function slowServer() {
  const reached: string[] = [];
  const answers = new Map<string, (answer: KubeObject | Error) => void>();
  const hold = (name: string) => new Promise<KubeObject>((resolve, reject) => {
    reached.push(name);
    answers.set(name, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
  });
  const transport: Transport = {
    request: ({ name = "" }) => hold(name) as never,
    list: () => hold("list") as never,
    async *watch() {
      reached.push("watch");
    },
  };
  return { reached, transport, answer: (name: string, with_: KubeObject | Error = { metadata: { name } } as KubeObject) => answers.get(name)?.(with_) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const get = (transport: Transport, name: string, signal?: AbortSignal) => transport.request({ verb: "get", resource: pods, name }, signal);

test("limitedTransport: requests beyond the limit wait in order, whether those before them succeed or fail", async () => {
  const { reached, transport, answer } = slowServer();
  const limited = limitedTransport(transport, 2);
  const all = ["a", "b", "c"].map((name) => get(limited, name).catch((error: Error) => error.message));
  const listed = limited.list({ verb: "list", resource: pods });
  await settled();
  assert.deepEqual(reached, ["a", "b"]);
  answer("b", new Error("refused"));
  await settled();
  assert.deepEqual(reached, ["a", "b", "c"]);
  answer("a");
  await settled();
  assert.deepEqual(reached, ["a", "b", "c", "list"]);
  for (const name of ["c", "list"]) answer(name);
  await listed;
  assert.deepEqual(await Promise.all(all), [{ metadata: { name: "a" } }, "refused", { metadata: { name: "c" } }]);
});

test("limitedTransport: who gives up while it waits never reaches the server, and watches do not wait", async () => {
  const { reached, transport, answer } = slowServer();
  const limited = limitedTransport(transport, 1);
  const first = get(limited, "a");
  const impatient = new AbortController();
  const second = get(limited, "b", impatient.signal);
  impatient.abort(new Error("gave up"));
  await assert.rejects(second, /gave up/);
  for await (const event of limited.watch({ verb: "watch", resource: pods }, new AbortController().signal)) assert.fail(`unexpected ${event.type}`);
  answer("a");
  await first;
  assert.deepEqual(reached, ["a", "watch"]);
});
