import { isMirrorPod } from "../api/core/pod/mirror.ts";
import type { Node, Pod, Secret, Service } from "../api/types/core/v1.gen.ts";
import { exponentialBackoff } from "../base/workqueue/backoff.ts";
import { EventRecorder } from "../client/events/recorder.ts";
import { InformerFactory } from "../client/informer/factory.ts";
import type { Informer } from "../client/informer/informer.ts";
import type { Resource } from "../client/resource.ts";
import { configMaps, nodes, pods, secrets } from "../client/resources.ts";
import type { KubeletApi } from "../machinery/streaming/kubelet-api.ts";
import { admitPod } from "./admission/admit-pod.ts";
import { decidePreemption } from "./admission/preempt.ts";
import { wholeValue } from "./containers/amounts.ts";
import { parseResolvConf } from "./containers/dns.ts";
import type { DnsConfig, RuntimeHandler, RuntimeVersion } from "./cri/contract.ts";
import { measuredImages, measuredRuntime, RuntimeMetrics } from "./cri/measured-runtime.ts";
import { ContainerEvents } from "./events/container-events.ts";
import { removeOrphans } from "./garbage/remove-orphans.ts";
import { ImageManager } from "./images/image-manager.ts";
import { PullRecords } from "./images/pull-records.ts";
import { joinPath } from "./ports/host-files.ts";
import { LogRotation } from "./logs/log-rotation.ts";
import { runHeartbeat } from "./node/heartbeat.ts";
import { NodeReporter } from "./node/node-reporter.ts";
import { ObjectCache } from "./objects/object-cache.ts";
import { defaultMaximumPods, type KubeletOptions } from "./options.ts";
import { Limiter } from "./pods/limiter.ts";
import type { NodeSurroundings, PodPorts } from "./pods/pod-ports.ts";
import type { PodEnding } from "./pods/observation.ts";
import { PodWorkers } from "./pods/pod-workers.ts";
import { EvictionManager } from "./eviction/eviction-manager.ts";
import { ImageGc } from "./eviction/image-gc.ts";
import { ProbeCounts } from "./probes/probe-counts.ts";
import { decideAdmission } from "./resize/decide-admission.ts";
import { followMachine } from "./shutdown/follow-machine.ts";
import { NodeShutdown } from "./shutdown/node-shutdown.ts";
import { StaticSource } from "./static/static-source.ts";
import { StatusManager } from "./status/status-manager.ts";
import { configz } from "./api/configz.ts";
import { KubeletCounts } from "./api/kubelet-counts.ts";
import { KubeletServer } from "./api/kubelet-server.ts";
import { VolumeManager } from "./volumes/volume-manager.ts";

const services: Resource<Service> = { group: "", version: "v1", resource: "services", kind: "Service", namespaced: true };
/** As many as start at once: with fewer, pods would end faster than what they leave is taken away. */
const stopConcurrency = 8;
const defaultStartConcurrency = 8;
/** Source: kubernetes pkg/kubelet registerWithAPIServer. */
const registerBackoff = exponentialBackoff(200, 7_000);

/** The node agent: runs the pods that are bound to its node and says how they do. */
export interface Kubelet {
  /** Logs, exec, attach and port-forward for the API server. */
  readonly api: KubeletApi;
  /** Registers the node, takes up what already runs, then works until `signal` aborts. Resolves once the node is registered and pods are looked after. */
  start(signal: AbortSignal): Promise<void>;
  /** Ends all pods because the node is about to go, in the order and time that `options.shutdownPeriods` grant. Without such a setting it does nothing. */
  shutDown(): Promise<void>;
  /** Stops working and resolves when nothing of the kubelet runs any more. Containers go on. */
  stop(): Promise<void>;
}

export function createKubelet(options: KubeletOptions): Kubelet {
  return new NodeAgent(options);
}

class NodeAgent implements Kubelet {
  readonly api: KubeletApi;
  readonly #options: KubeletOptions;
  readonly #stopping = new AbortController();
  readonly #recorder: EventRecorder;
  readonly #informers: InformerFactory;
  readonly #pods: Informer<Pod>;
  readonly #services: Informer<Service>;
  readonly #reporter: NodeReporter;
  readonly #statuses: StatusManager;
  readonly #static: StaticSource;
  readonly #shutdown: NodeShutdown;
  readonly #counts = new KubeletCounts();
  readonly #volumes: VolumeManager;
  readonly #workers: PodWorkers;
  readonly #rotation: LogRotation;
  readonly #imageGc: ImageGc;
  readonly #evictions: EvictionManager;
  readonly #background: Promise<void>[] = [];
  readonly #hostDns: DnsConfig;
  #version: RuntimeVersion = { runtimeName: "unknown", runtimeVersion: "" };
  #usualHandler: RuntimeHandler | undefined;

  constructor(given: KubeletOptions) {
    const operations = this.#counts.registry.set(RuntimeMetrics);
    const options = { ...given, runtime: measuredRuntime(given.runtime, operations, given.clock), images: measuredImages(given.images, operations, given.clock) };
    this.#options = options;
    const { transport, clock, random, nodeName, ports, runtime, rootFolder, podLogsFolder = "/var/log/pods" } = options;
    const onError = options.onError ?? (() => undefined);
    this.#recorder = new EventRecorder({ transport, clock, random, component: "kubelet", host: nodeName, onError });
    this.#informers = new InformerFactory({ transport, clock, random, onError });
    this.#pods = this.#informers.informer(pods, { fieldSelector: `spec.nodeName=${nodeName}` });
    this.#services = this.#informers.informer(services);
    this.#statuses = new StatusManager({ transport, clock, onError, onWritten: (seconds) => this.#counts.statusSync.observe(seconds) });
    this.#hostDns = parseResolvConf(new TextDecoder().decode(ports.files.readFile("/etc/resolv.conf") ?? new Uint8Array()));
    const signal = this.#stopping.signal;
    const objects = new ObjectCache({ transport, clock, random, signal, onError, onChange: (uids) => this.#objectsChanged(uids) });
    const events = new ContainerEvents(this.#recorder);
    const node = (): NodeSurroundings => this.#surroundings();
    this.#volumes = new VolumeManager({
      rootFolder, files: ports.files, mounts: ports.mounts, transport, objects, clock, random,
      allocatable: () => node().allocatable,
      onRefreshError: (pod, volume, error) => events.podWarning(pod, "FailedMount", `MountVolume.SetUp failed for volume "${volume}" : ${error instanceof Error ? error.message : String(error)}`),
    });
    this.#static = new StaticSource({
      transport, runtime, clock, nodeName, onError,
      files: ports.files,
      folder: options.manifestsFolder,
      statuses: this.#statuses,
      run: (pod) => this.#workers.update(pod),
      end: (pod) => this.#workers.remove(pod),
      apiPod: (namespace, name) => this.#pods.lister.get(namespace, name),
      node: () => this.#reporter.node,
      onBadFile: (path, why) => {
        onError(new Error(`Could not process manifest file ${path}: ${why}`));
        this.#reporter.tell("Warning", "FailedValidation", `Could not process manifest file ${path}: ${why}`);
      },
    });
    const probes = new ProbeCounts();
    const podPorts: PodPorts = {
      probes, counts: this.#counts, transport, runtime, clock, random, events, node, onError, rootFolder, podLogsFolder,
      images: new ImageManager({ images: options.images, clock, events, pullSecrets: (pod) => pullSecretsOf(objects, pod, events), records: new PullRecords(ports.files, joinPath(rootFolder, "image_manager", "pulled.json")), onPulled: (pod, pulled) => this.#imagePulled(pod, pulled) }),
      volumes: this.#volumes,
      statuses: this.#static.statuses,
      files: ports.files,
      network: ports.network,
      services: () => this.#services.lister.list(),
      configMap: (pod, name) => objects.get(pod.metadata.uid ?? "", { resource: configMaps, namespace: pod.metadata.namespace ?? "", name }),
      secret: (pod, name) => objects.get(pod.metadata.uid ?? "", { resource: secrets, namespace: pod.metadata.namespace ?? "", name }),
      admit: (pod) => this.#admit(pod, events),
      admitResize: (pod) => decideAdmission(pod, this.#reporter.nodeOrPlan, this.#workers.allocated()),
      starts: new Limiter(options.startConcurrency ?? defaultStartConcurrency),
      stops: new Limiter(stopConcurrency),
      logLinksFolder: options.logLinksFolder,
      cgroupRoot: this.#cgroupRoot,
    };
    this.#workers = new PodWorkers(podPorts, (uid) => this.#static.ended(uid));
    this.#rotation = new LogRotation({ files: ports.files, runtime, clock, podLogsFolder, onError });
    this.api = new KubeletServer({ workers: this.#workers, runtime, files: ports.files, clock, podLogsFolder, nodeName, rootFolder, probes, counts: this.#counts, mountedVolumes: () => this.#volumes.countByPlugin(), machine: ports.machine, systemLogsFolder: options.systemLogsFolder, random, flags: options.flags, config: () => configz(options), staticUidOf: (uid) => this.#static.statuses.staticUidOf(uid) });
    this.#reporter = new NodeReporter({
      nodeName, addresses: options.addresses, rootFolder, runtime, transport, clock, onError,
      hostname: options.hostname ?? nodeName,
      labels: options.labels ?? {},
      taints: options.taints,
      podCidr: options.podCidr,
      maximumPods: options.maximumPods ?? defaultMaximumPods,
      kubeletPort: options.kubeletPort ?? 10_250,
      machine: ports.machine,
      images: options.images,
      recorder: this.#recorder,
      troubles: () => (this.#shutdown.isShuttingDown ? ["node is shutting down"] : []),
    });
    this.#shutdown = new NodeShutdown({
      clock,
      counts: this.#counts,
      workers: () => this.#workers.all(),
      tell: (reason, message) => this.#reporter.tell("Normal", reason, message),
      onChange: () => void this.#reporter.report().catch(onError),
    });
    const warnNode = (reason: string, message: string): void => this.#reporter.tell("Warning", reason, message);
    this.#imageGc = new ImageGc({ images: options.images, runtime, clock, onError, usage: () => ports.machine.usage(rootFolder), onRemoved: () => this.#counts.collectedImages.labels("space").inc(), onShortfall: (message) => warnNode("FreeDiskSpaceFailed", message) });
    this.#evictions = new EvictionManager({
      runtime, clock, rootFolder, podLogsFolder, onError,
      machine: ports.machine,
      imageGc: this.#imageGc,
      workers: () => this.#workers.all(),
      onShortage: (resource) => {
        warnNode("EvictionThresholdMet", `Attempting to reclaim ${resource}`);
        void this.#reporter.report().catch(onError);
      },
      onEvicted: ({ pod }, message, signal) => {
        this.#counts.evictions.labels(signal).inc();
        events.podWarning(pod, "Evicted", message);
      },
    });
  }

  async start(signal: AbortSignal): Promise<void> {
    const { transport, clock, nodeName, runtime, ports, rootFolder } = this.#options;
    const onError = this.#options.onError ?? (() => undefined);
    const stopping = this.#stopping.signal;
    signal.addEventListener("abort", () => void this.stop(), { once: true });
    if (signal.aborted) return this.stop();
    ports.files.makeFolder(rootFolder, 0o750);
    this.#version = await runtime.version();
    this.#usualHandler = (await runtime.status().catch(() => undefined))?.handlers?.find(({ name }) => name === "");
    this.#informers.start(stopping);
    const node = this.#informers.informer(nodes, { fieldSelector: `metadata.name=${nodeName}` });
    node.addHandler({ onAdd: (object) => this.#reporter.observe(object), onUpdate: (object) => this.#reporter.observe(object) });
    this.#reporter.tell("Normal", "Starting", "Starting kubelet.");
    await this.#reporter.plan();
    await this.#limitPods();
    this.#background.push(this.#followRuntime());
    const { stopped } = await this.#static.start(stopping); // before the server is asked for anything
    this.#background.push(stopped);
    const registered = await this.#register();
    if (registered === undefined) return;
    await Promise.all([this.#pods.synced, this.#services.synced]);
    this.#pods.addHandler({
      onAdd: (pod) => (isMirrorPod(pod) ? this.#static.mirrorSeen(pod) : this.#workers.update(pod)),
      onUpdate: (pod) => (isMirrorPod(pod) ? this.#static.mirrorSeen(pod) : this.#workers.update(pod)),
      onDelete: (pod) => (isMirrorPod(pod) ? this.#static.mirrorGone(pod) : this.#workers.remove(pod)),
    });
    this.#background.push(this.#static.mirror(stopping));
    this.#background.push(
      runHeartbeat({ transport, clock, nodeName, onError, node: () => this.#reporter.node }, stopping),
      this.#reporter.run(stopping),
      this.#rotation.run(stopping),
      this.#imageGc.run(stopping),
      this.#evictions.run(stopping),
      this.#followMachine(),
      removeOrphans({ runtime, volumes: this.#volumes, knows: (uid) => this.#workers.get(uid) !== undefined, onOrphan: () => this.#counts.orphans.inc() }).catch(onError),
    );
  }

  /** Pods together get no more memory than the node has for them: what is held back for the node itself stays its own. */
  async #limitPods(): Promise<void> {
    const { runtime } = this.#options;
    const memory = this.#reporter.nodeOrPlan?.status?.allocatable?.["memory"];
    try {
      await runtime.limitPods(this.#cgroupRoot, { memoryLimitBytes: memory === undefined ? 0 : wholeValue(memory) });
      this.#reporter.tell("Normal", "NodeAllocatableEnforced", "Updated Node Allocatable limit across pods");
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#reporter.tell("Warning", "FailedNodeAllocatableEnforcement", `Failed to update Node Allocatable Limits ${JSON.stringify(this.#cgroupRoot)}: ${why}`);
    }
  }

  get #cgroupRoot(): string {
    return this.#options.cgroupRoot ?? "/kubepods";
  }

  /** Tries until the server answers: a node may start before it, or while it is away. Undefined when stopped first. */
  async #register(): Promise<Node | undefined> {
    const { clock, onError } = this.#options;
    const { signal } = this.#stopping;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        return await this.#reporter.register();
      } catch (error) {
        onError?.(error);
      }
      await clock.sleep(registerBackoff(failures), signal).catch(() => undefined);
    }
    return undefined;
  }

  async shutDown(): Promise<void> {
    const { shutdownPeriods = [] } = this.#options;
    if (shutdownPeriods.length > 0) await this.#shutdown.begin(shutdownPeriods);
  }

  async stop(): Promise<void> {
    if (!this.#stopping.signal.aborted) this.#stopping.abort();
    this.#recorder.stop();
    const workersStopped = this.#workers.stop();
    this.#statuses.stop(); // a worker may wait for a status to be written, on a server that is away
    await workersStopped;
    await Promise.all([...this.#background, this.#informers.stopped()]);
  }

  async #followMachine(): Promise<void> {
    const { ports, clock, shutdownPeriods: periods = [], onError = () => undefined, onNotice = () => undefined } = this.#options;
    if (ports.shutdown === undefined || periods.length === 0) return;
    await followMachine({ port: ports.shutdown, shutdown: this.#shutdown, periods, clock, onError, onNotice }, this.#stopping.signal);
  }

  /** Hands the runtime's events to the workers; after a gap every worker looks again. */
  async #followRuntime(): Promise<void> {
    const { runtime, clock } = this.#options;
    const signal = this.#stopping.signal;
    let lostAt: number | undefined;
    this.#counts.followEvents(() => lostAt ?? clock.now());
    while (!signal.aborted) {
      try {
        lostAt = undefined;
        this.#counts.eventStreams.inc();
        for await (const event of runtime.events(signal)) this.#workers.get(event.podUid)?.runtimeTold(event.type);
      } catch (error) {
        if (signal.aborted) return;
        this.#counts.eventStreamErrors.inc();
        this.#options.onError?.(error);
      }
      if (signal.aborted) return;
      lostAt = clock.now();
      this.#workers.relist();
      await clock.sleep(1_000, signal).catch(() => undefined);
    }
  }

  #imagePulled(pod: Pod, { from, to, sizeBytes }: { readonly from: number; readonly to: number; readonly sizeBytes: number }): void {
    this.#counts.imagePulled((to - from) / 1_000, sizeBytes);
    this.#workers.get(pod.metadata.uid ?? "")?.imagePulled(from, to);
  }

  #objectsChanged(podUids: readonly string[]): void {
    this.#volumes.refreshPods(podUids);
    for (const uid of podUids) this.#workers.get(uid)?.objectsChanged();
  }

  /** A critical pod that finds no room makes some. */
  #admit(pod: Pod, events: ContainerEvents): PodEnding | undefined {
    if (this.#shutdown.refusal !== undefined) return this.#shutdown.refusal;
    const refusal = admitPod(pod, this.#reporter.nodeOrPlan, { atMost: this.#workers.size - 1, list: () => this.#workers.allocated() });
    if (refusal?.type !== "Failed" || !refusal.reason.startsWith("OutOf")) return refusal;
    const victims = decidePreemption(pod, this.#reporter.nodeOrPlan, this.#workers.allocated());
    if (victims === undefined) return refusal;
    if (victims.length > 0) this.#counts.preemptions.labels(refusal.reason.slice("OutOf".length)).inc();
    for (const victim of victims) {
      const message = "Preempted in order to admit critical pod";
      events.podWarning(victim, "Preempting", message);
      this.#workers.get(victim.metadata.uid ?? "")?.fail({ type: "Failed", reason: "Preempting", message, graceSeconds: 0, disruption: "Pod was preempted by Kubelet to accommodate a critical pod." });
    }
    return undefined;
  }

  #surroundings(): NodeSurroundings {
    const { nodeName, addresses, clusterDns, hostname = nodeName, ports } = this.#options;
    return {
      nodeName,
      hostname,
      hostIPs: addresses,
      runtimeName: this.#version.runtimeName,
      usualHandler: this.#usualHandler,
      memoryBytes: ports.machine.info().memoryBytes,
      allocatable: this.#reporter.nodeOrPlan?.status?.allocatable ?? {},
      clusterDns: clusterDns ?? { servers: [], domain: "cluster.local" },
      hostDns: this.#hostDns,
    };
  }
}

/** A secret that is not there is told and done without. Source: kubernetes pkg/kubelet getPullSecretsForPod. */
async function pullSecretsOf(objects: ObjectCache, pod: Pod, events: ContainerEvents): Promise<readonly Secret[]> {
  const names = (pod.spec.imagePullSecrets ?? []).flatMap((reference) => (reference.name === undefined ? [] : [reference.name]));
  const found = await Promise.all(names.map((name) => objects.get(pod.metadata.uid ?? "", { resource: secrets, namespace: pod.metadata.namespace ?? "", name })));
  const absent = names.filter((_, place) => found[place] === undefined);
  if (absent.length > 0) events.podWarning(pod, "FailedToRetrieveImagePullSecret", `Unable to retrieve some image pull secrets (${absent.join(", ")}); attempting to pull the image may not succeed.`);
  return found.filter((secret): secret is Secret => secret !== undefined);
}
