import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { RealClock } from "../../src/base/real-clock.ts";
import { SystemRandom } from "../../src/base/system-random.ts";
import { limitedTransport } from "../../src/client/limited-transport.ts";
import { PortClient } from "../../src/client/port/port-client.ts";
import { createKubelet } from "../../src/kubelet/kubelet.ts";
import { createSimulatedRuntime } from "../../src/kubelet/runtimes/simulated/index.ts";
import { createMemoryPorts } from "../../src/kubelet/testing/memory-ports.ts";

/** The thread of the simulated nodes: says `ready`, works, and on `stop` ends and says `stopped`. */
const { port, nodeCount, podsPerNode } = workerData as { port: MessagePort; nodeCount: number; podsPerNode: number };

/** So many nodes together have as many requests under way as the server takes; each alone needs no more. */
const requestsAtOnce = 25;

const clock = new RealClock();
const random = new SystemRandom();
const stopping = new AbortController();
const client = new PortClient(port, { defer: setImmediate });
const onError = (error: unknown): void => {
  if (!stopping.signal.aborted) console.error(error);
};
const kubelets = Array.from({ length: nodeCount }, (_, place) => {
  const nodeName = `node-${place}`;
  const podCidr = `10.${64 + (place >> 8)}.${place & 255}.0/24`;
  const { runtime, images } = createSimulatedRuntime({ clock, random, podCidr });
  const ports = createMemoryPorts({ cpus: 64, memoryBytes: 256 * 1_024 ** 3, logs: runtime.logs });
  const transport = limitedTransport(client.transport({ name: `system:node:${nodeName}`, groups: ["system:nodes", "system:authenticated"] }), requestsAtOnce);
  return createKubelet({ nodeName, transport, runtime, images, clock, random, ports, podCidr, rootFolder: "/var/lib/kubelet", addresses: [`192.0.2.${place & 255}`], maximumPods: podsPerNode, clusterDns: { servers: ["10.96.0.10"], domain: "cluster.local" }, onError });
});
await Promise.all(kubelets.map((kubelet) => kubelet.start(stopping.signal)));
parentPort?.postMessage("ready");
parentPort?.once("message", async () => {
  stopping.abort();
  await Promise.all(kubelets.map((kubelet) => kubelet.stop()));
  client.close();
  parentPort?.postMessage("stopped");
});
