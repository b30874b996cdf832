import { mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Logger } from "../../base/log/log.ts";
import { MetricsRegistry } from "../../base/metrics/metrics.ts";
import { RealClock } from "../../base/real-clock.ts";
import { SystemRandom } from "../../base/system-random.ts";
import type { ClusterFile, RuntimeChoice, ShutdownChoice } from "../../cli/cluster/location.ts";
import type { StartResult } from "../../cli/cluster/protocol.ts";
import { EventRecorder } from "../../client/events/recorder.ts";
import { InformerFactory } from "../../client/informer/factory.ts";
import { limitedTransport } from "../../client/limited-transport.ts";
import type { Transport } from "../../client/transport.ts";
import { controllers } from "../../controllers/index.gen.ts";
import { runControllers } from "../../controllers/start.ts";
import { listenKubelet } from "../../kubelet/api/https/listen.ts";
import { createKubelet, type Kubelet } from "../../kubelet/kubelet.ts";
import { type ShutdownPeriod, shutdownPeriods } from "../../kubelet/shutdown/periods.ts";
import { createNodePorts } from "../../kubelet/ports/node/node-ports.ts";
import { serviceUnavailable } from "../../machinery/errors/constructors.ts";
import { formatTime } from "../../machinery/time/time.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import { createScheduler } from "../../scheduler/scheduler.ts";
import { loadClusterPki, writePrivate } from "../../server/pki/cluster-pki.ts";
import { writeKubeconfig } from "../../server/pki/kubeconfig.ts";
import { signRequest } from "../../server/pki/sign-request.ts";
import { tokenKeysFromPem } from "../../server/pki/token-keys.ts";
import { serviceAccounts } from "../../server/resources.ts";
import { type ApiServer, createApiServer } from "../../server/server.ts";
import type { Store } from "../../store/contract.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { openApiServerRoute } from "./api-server-route.ts";
import type { ServeArguments } from "./arguments.ts";
import { type Folders, foldersOf } from "./folders.ts";
import { serveKubeletStream } from "./kubelet-streams.ts";
import { assertHostIsFit, type NodeRuntime, openRuntime } from "./node-runtime.ts";
import { freeClusterCidr, type HeldPort, holdPort, type NetworkPlan, networkPlan, nodeAddress } from "./network-plan.ts";

/** A whole cluster in this process. */
export interface Cluster {
  readonly server: ApiServer;
  readonly runtime: NodeRuntime;
  readonly result: StartResult;
  readonly startedAt: number;
  readonly nodeName: string;
  /** The administrator's way in. */
  readonly transport: Transport;
  /** What a shutdown of the machine grants pods; none when it does not wait for them. */
  readonly shutdownPeriods: readonly ShutdownPeriod[];
  /** Ends all pods in the order and time that `shutdownPeriods` grant, and takes no new ones. */
  shutDownNode(): Promise<void>;
  /** Ends all that runs in this process. Containers go on. */
  stop(): Promise<void>;
}

/** Source: kubernetes KubeletPort. */
const defaultKubeletPort = 10_250;

/** Requests of each controller, the scheduler and the node that are under way at once. */
const requestsAtOnce = 100;

const administrator: UserInfo = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };
const managerUser: UserInfo = { name: "system:kube-controller-manager", groups: ["system:authenticated"] };
const schedulerUser: UserInfo = { name: "system:kube-scheduler", groups: ["system:authenticated"] };

/** Starts everything and resolves when the node is Ready and pods can be made in the default namespace. `say` is told of each step. */
export async function startCluster(args: ServeArguments, logger: Logger, say: (step: string) => void): Promise<Cluster> {
  const clock = new RealClock();
  const random = new SystemRandom();
  const metrics = new MetricsRegistry();
  const folders = foldersOf(args.dataDir);
  const { file, plan, port } = await describeCluster(args, folders, clock.now());
  const nodeName = hostname().toLowerCase();
  const address = nodeAddress(plan);
  const stopping = new AbortController();
  const onError = (what: string) => (error: unknown) => logger.named(what).warn("trying again", { error });

  say("certificates, store and container runtime");
  const opening = Promise.all([openStore(folders), openRuntime({ choice: { runtime: "embedded", ...file }, folders, plan, clusterName: args.name, clock, random })]);
  const pki = loadClusterPki({ folder: folders.pki, hosts: [nodeName, address, plan.gateway], now: clock.now() });
  const [store, runtime] = await opening;

  say("API server");
  let kubelet: Kubelet | undefined;
  const server = await createApiServer({
    store,
    clock,
    random,
    tokenKeys: await tokenKeysFromPem(pki.serviceAccountKey),
    advertisedAddress: `${address}:${file.port}`,
    nodes: {
      kubelet: (name) => {
        if (kubelet === undefined || name !== nodeName) throw serviceUnavailable(`node ${name} cannot be reached`);
        return kubelet.api;
      },
    },
    bootstrap: {
      controllers,
      kubernetesService: { address, port: file.port },
      authentication: { clientCa: pki.ca.certificate, requestHeaderClientCa: pki.frontProxyCa.certificate },
    },
    componentMetrics: metrics,
    flags: args.flags,
    onError: onError("server"),
  });
  await port.release();
  const listening = await server.listen({ port: file.port, certificate: pki.serving.certificate, key: pki.serving.key, clientCa: pki.ca.certificate });
  const url = `https://127.0.0.1:${listening.port}`;
  const routed = openApiServerRoute({ clusterName: args.name, podCidr: plan.podCidr, address, port: listening.port }).catch(onError("network"));
  writeKubeconfig(folders.kubeconfig, { server: url, ca: pki.ca.certificate, user: pki.admin, name: args.name });

  say("controllers, scheduler and node");
  const informers = new InformerFactory({ transport: server.inProcess(managerUser), clock, random, onError: onError("informers") });
  informers.start(stopping.signal);
  const managing = runControllers(
    {
      definitions: controllers,
      transportFor: (user) => limitedTransport(server.inProcess(user), requestsAtOnce),
      informers,
      clock,
      random,
      metrics,
      rootCaCertificate: pki.ca.certificate,
      signCertificate: (request, options) => signRequest(request, options, pki.ca),
      onError: (what, error) => logger.named(what).warn("trying again", { error }),
    },
    stopping.signal,
  );
  const schedulerTransport = limitedTransport(server.inProcess(schedulerUser), requestsAtOnce);
  const schedulerEvents = new EventRecorder({ transport: schedulerTransport, clock, random, component: "default-scheduler", onError: onError("scheduler") });
  const scheduling = createScheduler({ transport: schedulerTransport, informers, clock, random, metrics, recorder: schedulerEvents, onError: onError("scheduler") }).run(stopping.signal);
  const periods = periodsOf(file.shutdown);
  const nodeTransport = limitedTransport(server.inProcess({ name: `system:node:${nodeName}`, groups: ["system:nodes", "system:authenticated"] }), requestsAtOnce);
  const kubeletListening = await listenKubelet({ ...pki.kubelet(nodeName, [address]), api: () => kubelet?.api, nodeName, transport: nodeTransport, clientCa: pki.ca.certificate, port: defaultKubeletPort, streams: (upgrade) => serveKubeletStream(server, upgrade) });
  kubelet = createKubelet({
    nodeName,
    transport: nodeTransport,
    kubeletPort: kubeletListening.port,
    runtime: runtime.runtime,
    images: runtime.images,
    clock,
    random,
    ports: createNodePorts(),
    rootFolder: folders.kubelet,
    manifestsFolder: folders.manifests,
    podLogsFolder: folders.podLogs,
    systemLogsFolder: folders.logs,
    addresses: [address],
    podCidr: plan.podCidr,
    flags: args.flags,
    shutdownPeriods: periods,
    onNotice: (text) => logger.named("kubelet").info(text),
    onError: onError("kubelet"),
  });
  await Promise.all([kubelet.start(stopping.signal), routed, defaultAccount(informers)]);
  logger.info("node is ready", { node: nodeName, server: url });

  return {
    server,
    runtime,
    nodeName,
    startedAt: clock.now(),
    transport: server.inProcess(administrator),
    result: { name: args.name, server: url, pid: process.pid, nodeName },
    shutdownPeriods: periods,
    shutDownNode: async () => kubelet?.shutDown(),
    async stop() {
      stopping.abort();
      schedulerEvents.stop();
      await kubeletListening.close();
      await Promise.all([kubelet?.stop(), managing, scheduling, informers.stopped()]);
      await server.close();
      await store.close();
      await runtime.close();
    },
  };
}

/** Resolves when there is the account that pods run as, which a controller makes: before that they are refused. */
async function defaultAccount(informers: InformerFactory): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = informers.informer(serviceAccounts).addHandler({ onAdd: ({ metadata }) => void (metadata.namespace === "default" && metadata.name === "default" && resolve()) });
  await promise;
  stop();
}

/** What the cluster was before, or a new one that fits beside what runs on this machine. */
async function describeCluster(args: ServeArguments, folders: Folders, now: number): Promise<{ file: ClusterFile; plan: NetworkPlan; port: HeldPort }> {
  const before = readClusterFile(folders);
  const choice = chosenRuntime(args.runtime, before);
  assertHostIsFit({ runtime: "embedded", ...choice });
  const shutdown = args.shutdown ?? before?.shutdown;
  const clusterCidr = freeClusterCidr(args.name, before?.podCidr);
  const port = await holdPort({ wanted: args.port, before: before?.port });
  const file: ClusterFile = { name: args.name, port: port.port, podCidr: clusterCidr, createdAt: before?.createdAt ?? formatTime(now), ...choice, ...(shutdown === undefined ? {} : { shutdown }) };
  writePrivate(folders.clusterFile, `${JSON.stringify(file, undefined, 2)}\n`);
  return { file, plan: networkPlan(args.name, clusterCidr), port };
}

function periodsOf(choice: ShutdownChoice | undefined): readonly ShutdownPeriod[] {
  if (choice === undefined) return [];
  return "byPodPriority" in choice ? choice.byPodPriority : shutdownPeriods(choice);
}

/** What was chosen before, or now; the default is not written down. */
function chosenRuntime(asked: Partial<RuntimeChoice>, before: ClusterFile | undefined): Partial<RuntimeChoice> {
  const { runtime = before?.runtime, runtimeEndpoint = before?.runtimeEndpoint } = asked;
  return { ...(runtime === undefined ? {} : { runtime }), ...(runtimeEndpoint === undefined ? {} : { runtimeEndpoint }) };
}

function readClusterFile(folders: Folders): ClusterFile | undefined {
  try {
    return JSON.parse(readFileSync(folders.clusterFile, "utf8")) as ClusterFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function openStore(folders: Folders): Promise<Store> {
  mkdirSync(folders.store, { recursive: true, mode: 0o700 });
  return openSqliteStore({ path: join(folders.store, "wherry.db") });
}
