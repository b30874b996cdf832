import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RealClock } from "../../src/base/real-clock.ts";
import { SystemRandom } from "../../src/base/system-random.ts";
import { EventRecorder } from "../../src/client/events/recorder.ts";
import { InformerFactory } from "../../src/client/informer/factory.ts";
import { limitedTransport } from "../../src/client/limited-transport.ts";
import type { Transport } from "../../src/client/transport.ts";
import { controllers } from "../../src/controllers/index.gen.ts";
import { runControllers } from "../../src/controllers/start.ts";
import { createKubelet } from "../../src/kubelet/kubelet.ts";
import { createSimulatedRuntime } from "../../src/kubelet/runtimes/simulated/index.ts";
import { createMemoryPorts } from "../../src/kubelet/testing/memory-ports.ts";
import type { UserInfo } from "../../src/machinery/request/user.ts";
import { createScheduler } from "../../src/scheduler/scheduler.ts";
import { createTokenKeys, newSigningKey } from "../../src/server/authn/service-account/token-keys.ts";
import { createApiServer } from "../../src/server/server.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

export interface SimulatedCluster {
  /** The administrator's way in. */
  readonly transport: Transport;
  close(): Promise<void>;
}

/** As in the cluster of one process. */
const requestsAtOnce = 100;

/** Pods that upstream's kubelet takes on a node. */
export const podsPerNode = 110;

/**
 * A whole cluster in this process on real time, its writes on disk, whose nodes are complete kubelets over containers that
 * are only simulated: what the control plane and the kubelets cost, without what containers cost.
 */
export async function startSimulatedCluster(nodeCount: number): Promise<SimulatedCluster> {
  const clock = new RealClock();
  const random = new SystemRandom();
  const folder = mkdtempSync(join(tmpdir(), "wherry-simulated-"));
  const stopping = new AbortController();
  const onError = (error: unknown): void => {
    if (!stopping.signal.aborted) console.error(error);
  };
  const store = await openSqliteStore({ path: join(folder, "wherry.db") });
  const server = await createApiServer({ store, clock, random, tokenKeys: await createTokenKeys(await newSigningKey()), bootstrap: { controllers } });
  const user = (name: string, ...groups: string[]): UserInfo => ({ name, groups: [...groups, "system:authenticated"] });
  const managing = server.inProcess(user("system:kube-controller-manager"));
  const informers = new InformerFactory({ transport: managing, clock, random, onError });
  informers.start(stopping.signal);
  const running = [runControllers({ definitions: controllers, transportFor: (who) => limitedTransport(server.inProcess(who), requestsAtOnce), informers, clock, random, rootCaCertificate: "simulated", onError: (_what, error) => onError(error) }, stopping.signal)];
  const scheduling = limitedTransport(server.inProcess(user("system:kube-scheduler")), requestsAtOnce);
  const recorder = new EventRecorder({ transport: scheduling, clock, random, component: "default-scheduler", onError });
  running.push(createScheduler({ transport: scheduling, informers, clock, random, recorder, onError }).run(stopping.signal));
  const kubelets = Array.from({ length: nodeCount }, (_, place) => {
    const nodeName = `node-${place}`;
    const podCidr = `10.${64 + (place >> 8)}.${place & 255}.0/24`;
    const { runtime, images } = createSimulatedRuntime({ clock, random, podCidr });
    const ports = createMemoryPorts({ cpus: 64, memoryBytes: 256 * 1_024 ** 3, logs: runtime.logs });
    return createKubelet({
      nodeName, transport: limitedTransport(server.inProcess(user(`system:node:${nodeName}`, "system:nodes")), requestsAtOnce), runtime, images, clock, random, ports, podCidr,
      rootFolder: "/var/lib/kubelet", addresses: [`192.0.2.${place & 255}`], maximumPods: podsPerNode, onError,
    });
  });
  await Promise.all(kubelets.map((kubelet) => kubelet.start(stopping.signal)));
  return {
    transport: server.inProcess(user("kubernetes-admin", "system:masters")),
    async close() {
      stopping.abort();
      recorder.stop();
      await Promise.all([...kubelets.map((kubelet) => kubelet.stop()), ...running, informers.stopped()]);
      await server.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
