import { MessageChannel, Worker } from "node:worker_threads";
import { servePort } from "../../src/client/port/serve-port.ts";
import type { Transport } from "../../src/client/transport.ts";
import type { UserInfo } from "../../src/machinery/request/user.ts";

/** Pods that upstream's kubelet takes on a node. */
export const podsPerNode = 110;

export interface NodesThread {
  close(): Promise<void>;
}

/** Starts so many kubelets on a thread of their own and waits until their nodes are registered. */
export async function startNodesThread(nodeCount: number, transportFor: (user: UserInfo) => Transport): Promise<NodesThread> {
  const { port1, port2 } = new MessageChannel();
  const stopServing = servePort(port1, { transportFor, defer: setImmediate });
  const worker = new Worker(new URL("./nodes-thread.ts", import.meta.url), { name: "nodes", workerData: { port: port2, nodeCount, podsPerNode }, transferList: [port2] });
  const failed = new Promise<never>((_, reject) => worker.once("error", reject));
  failed.catch(() => undefined); // whoever waits hears of it
  const told = (word: string): Promise<void> => new Promise((resolve) => worker.on("message", (message) => message === word && resolve()));
  await Promise.race([told("ready"), failed]);
  return {
    async close() {
      worker.postMessage("stop");
      await Promise.race([told("stopped"), failed]);
      stopServing();
      await worker.terminate();
    },
  };
}
