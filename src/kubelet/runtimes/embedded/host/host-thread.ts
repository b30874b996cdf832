import { parentPort, workerData } from "node:worker_threads";
import type { Layout } from "../layout.ts";
import { enterClusterNamespace } from "./cluster-namespace.ts";
import { mountCrunProgram } from "./crun-program.ts";
import { operations } from "./operations.ts";
import type { Call, Reply } from "./protocol.ts";

/**
 * The thread that touches the machine. It lives in the cluster's own mount namespace, so every mount it makes and
 * every program it starts is there and not in the host's. Its calls into the kernel take microseconds and are
 * synchronous; only programs are waited for.
 */
const port = parentPort;
if (port === null) throw new Error("host-thread.ts runs as a worker thread only");

const { layout, mixedUnified } = workerData as { layout: Layout; mixedUnified?: string };
const created = enterClusterNamespace(layout, mixedUnified);
mountCrunProgram(layout);
port.postMessage({ ready: true, created });

port.on("message", async ({ id, name, args }: Call) => {
  port.postMessage(await reply(id, name, args));
});

async function reply(id: number, name: Call["name"], args: unknown): Promise<Reply> {
  try {
    const operation = operations[name] as (args: unknown) => unknown;
    return { id, answer: await operation(args) };
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    return { id, error: { message, code } };
  }
}
