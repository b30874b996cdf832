import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { events, pods } from "../../client/resources.ts";
import { FakeCluster } from "../../client/testing/fake-cluster.ts";
import type { Transport } from "../../client/transport.ts";
import type { ApiRequest } from "../../machinery/request/api-request.ts";
import { createKubelet, type Kubelet } from "../kubelet.ts";
import { parentPath } from "../ports/host-files.ts";
import { createSimulatedRuntime, type SimulatedRuntimeOptions } from "../runtimes/simulated/index.ts";
import type { ShutdownPort } from "../ports/shutdown-port.ts";
import type { ShutdownPeriod } from "../shutdown/periods.ts";
import { createMemoryPorts } from "./memory-ports.ts";

export interface KubeletHarness {
  readonly clock: VirtualClock;
  readonly cluster: FakeCluster;
  readonly kubelet: Kubelet;
  readonly runtime: ReturnType<typeof createSimulatedRuntime>["runtime"];
  readonly ports: ReturnType<typeof createMemoryPorts>;
  /** Status writes of pods so far, oldest first. */
  readonly statusWrites: readonly PodStatus[];
  readonly errors: readonly unknown[];
  create(pod: Pod): Promise<void>;
  pod(name: string): Pod | undefined;
  /** `reason message` of the events about a pod, in order. */
  eventsOf(name: string): string[];
  /** Another kubelet on the same node, as after a crash: the runtime's containers go on, all memory is gone. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface HarnessOptions {
  /** Files that are there before the kubelet starts, by path; manifests of static pods belong to `/manifests`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Looks at, and may refuse, what the kubelet asks of the API. */
  readonly intercept?: FakeCluster["intercept"];
  readonly shutdownPeriods?: readonly ShutdownPeriod[];
  /** Tells of the machine's shutdown. */
  readonly shutdown?: ShutdownPort;
  /** Takes what the kubelet has for the log. */
  readonly notices?: string[];
}

/** A kubelet on a virtual clock with a simulated runtime and an API in memory. */
export async function startKubelet(options: Partial<Pick<SimulatedRuntimeOptions, "script" | "images">> & HarnessOptions = {}): Promise<KubeletHarness> {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const cluster = new FakeCluster(clock, random);
  const { runtime, images } = createSimulatedRuntime({ clock, random, ...options });
  const ports = createMemoryPorts({ logs: runtime.logs });
  for (const [path, content] of Object.entries(options.files ?? {})) {
    ports.files.makeFolder(parentPath(path), 0o700);
    ports.files.writeFile(path, content, 0o600);
  }
  if (options.intercept !== undefined) cluster.intercept = options.intercept;
  const statusWrites: PodStatus[] = [];
  const errors: unknown[] = [];
  const transport = mergingTransport(cluster.transport, statusWrites);
  const make = (): Kubelet => createKubelet({ nodeName: "n1", transport, runtime, images, clock, random, ports: { ...ports, shutdown: options.shutdown }, onNotice: (text) => options.notices?.push(text), rootFolder: "/var/lib/kubelet", manifestsFolder: "/manifests", shutdownPeriods: options.shutdownPeriods, addresses: ["192.0.2.1"], clusterDns: { servers: ["10.96.0.10"], domain: "cluster.local" }, onError: (error) => errors.push(error) });
  let kubelet = make();
  let stopping = new AbortController();
  const start = async (): Promise<void> => {
    const started = kubelet.start(stopping.signal);
    await clock.advance(0);
    if (options.intercept === undefined) await started; // with an API that refuses, it may take its time
  };
  await start();
  return {
    clock, cluster, runtime, ports, statusWrites, errors,
    get kubelet() {
      return kubelet;
    },
    create: async (pod) => {
      await cluster.transport.request({ verb: "create", resource: pods, namespace: pod.metadata.namespace, body: pod });
      await clock.advance(0);
    },
    pod: (name) => cluster.get(pods, "default", name) as Pod | undefined,
    eventsOf: (name) => (cluster.list(events) as { involvedObject: { name: string }; reason: string; message: string }[]).filter((event) => event.involvedObject.name === name).map((event) => `${event.reason} ${event.message}`),
    restart: async () => {
      await kubelet.stop();
      kubelet = make();
      stopping = new AbortController();
      await start();
      await clock.advance(0);
    },
    stop: () => kubelet.stop(),
  };
}

/** The fake cluster knows merge patches; the kubelet's status patches mean the same there, less their list directives. */
function mergingTransport(transport: Transport, statusWrites: PodStatus[]): Transport {
  const request = (<T extends object>(wanted: ApiRequest, signal?: AbortSignal) => {
    if (wanted.patchType !== "application/strategic-merge-patch+json") return transport.request(wanted, signal) as Promise<T>;
    const body = wanted.body as { status: Record<string, unknown> };
    const status = Object.fromEntries(Object.entries(body.status).map(([field, value]) => [field, Array.isArray(value) ? value.filter((entry) => !("$patch" in (entry as object))) : value]));
    statusWrites.push(status as PodStatus);
    return transport.request({ ...wanted, patchType: "application/merge-patch+json", body: { ...body, status } }, signal) as Promise<T>;
  }) as Transport["request"];
  return { ...transport, request };
}
