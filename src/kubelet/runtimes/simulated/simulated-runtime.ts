import type { Clock } from "../../../base/clock.ts";
import { GroupedMap } from "../../../base/grouped-map/grouped-map.ts";
import type { Random } from "../../../base/random.ts";
import type { RemoteStreams } from "../../../machinery/streaming/kubelet-api.ts";
import type {
  ContainerConfig, ContainerEvent, ContainerEventType, ContainerStats, ContainerStatus, LinuxContainerResources, PodSandboxConfig,
  PodSandboxStats, PodSandboxStatus, RuntimeService, RuntimeStatus, RuntimeVersion, SandboxState,
} from "../../cri/contract.ts";
import { RuntimeError } from "../../cri/contract.ts";
import { EventHub } from "../../cri/event-hub.ts";
import { newId } from "../../cri/ids.ts";
import { Ipam } from "../shared/ipam.ts";
import type { Script } from "./script.ts";
import { SimulatedContainer } from "./simulated-container.ts";
import { SimulatedLogs } from "./simulated-logs.ts";

interface Sandbox {
  readonly id: string;
  readonly config: PodSandboxConfig;
  readonly createdAt: number;
  readonly ips: readonly string[];
  resources: LinuxContainerResources | undefined;
  state: SandboxState;
}

/** A `RuntimeService` without processes: everything happens on the clock, by the script, and the same each time. */
export class SimulatedRuntime implements RuntimeService {
  /** What its containers wrote. */
  readonly logs = new SimulatedLogs();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #script: Script;
  readonly #addresses: Ipam;
  readonly #hub = new EventHub();
  readonly #sandboxes = new GroupedMap<string, string, Sandbox>(({ config }) => config.metadata.uid);
  readonly #containers = new GroupedMap<string, string, SimulatedContainer>(({ podUid }) => podUid);

  constructor(options: { readonly clock: Clock; readonly random: Random; readonly script: Script; readonly podCidr: string }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#script = options.script;
    this.#addresses = new Ipam(options.podCidr);
  }

  async version(): Promise<RuntimeVersion> {
    return { runtimeName: "simulated", runtimeVersion: "1.0.0" };
  }

  async status(): Promise<RuntimeStatus> {
    const ready = { status: true, reason: "", message: "" };
    return { conditions: [{ type: "RuntimeReady", ...ready }, { type: "NetworkReady", ...ready }] };
  }

  /** Containers take what the script says. */
  async limitPods(): Promise<void> {}

  async runPodSandbox(config: PodSandboxConfig): Promise<{ readonly id: string }> {
    const { metadata } = config;
    for (const other of this.#sandboxes.inGroup(metadata.uid)) {
      if (other.config.metadata.attempt === metadata.attempt) {
        throw new RuntimeError("AlreadyExists", `sandbox ${metadata.attempt} of pod ${metadata.namespace}/${metadata.name} is there already`);
      }
    }
    const address = config.linux.namespaces.network === "NODE" ? undefined : this.#addresses.allocate();
    if (address === undefined && config.linux.namespaces.network !== "NODE") {
      throw new RuntimeError("Unavailable", "cannot give the pod an address: all addresses of the pod network are in use; delete pods");
    }
    const id = newId(this.#random);
    this.#sandboxes.set(id, { id, config, createdAt: this.#clock.now(), ips: address === undefined ? [] : [address], resources: config.linux.resources, state: "SANDBOX_READY" });
    this.#publish("CONTAINER_STARTED_EVENT", id, id, metadata.uid);
    return { id };
  }

  async stopPodSandbox(id: string): Promise<void> {
    const sandbox = this.#sandboxes.get(id);
    if (sandbox === undefined || sandbox.state === "SANDBOX_NOTREADY") return;
    for (const container of this.#ofSandbox(sandbox)) if (container.state === "CONTAINER_RUNNING") container.exit(137);
    sandbox.state = "SANDBOX_NOTREADY";
    for (const ip of sandbox.ips) this.#addresses.release(ip);
    this.#publish("CONTAINER_STOPPED_EVENT", id, id, sandbox.config.metadata.uid);
  }

  async removePodSandbox(id: string): Promise<void> {
    const sandbox = this.#sandboxes.get(id);
    if (sandbox === undefined) return;
    await this.stopPodSandbox(id);
    for (const container of this.#ofSandbox(sandbox)) await this.removeContainer(container.id);
    this.#sandboxes.delete(id);
    this.#publish("CONTAINER_DELETED_EVENT", id, id, sandbox.config.metadata.uid);
  }

  async podSandboxStatus(id: string): Promise<PodSandboxStatus> {
    return sandboxStatus(this.#sandbox(id));
  }

  async listPodSandboxes(filter: { readonly podUid?: string; readonly state?: SandboxState } = {}): Promise<readonly PodSandboxStatus[]> {
    return [...(filter.podUid === undefined ? this.#sandboxes.values() : this.#sandboxes.inGroup(filter.podUid))]
      .filter((sandbox) => filter.state === undefined || sandbox.state === filter.state)
      .map(sandboxStatus);
  }

  async createContainer(sandboxId: string, config: ContainerConfig, sandboxConfig: PodSandboxConfig): Promise<{ readonly id: string }> {
    const sandbox = this.#sandbox(sandboxId);
    if (sandbox.state !== "SANDBOX_READY") throw new RuntimeError("FailedPrecondition", `sandbox ${sandboxId} is not ready`);
    const { name, namespace, uid } = sandboxConfig.metadata;
    const behaviour = this.#script({
      image: config.image.userSpecified, command: config.command, args: config.args, name: config.metadata.name, attempt: config.metadata.attempt,
      env: Object.fromEntries(config.envs.map(({ key, value }) => [key, value])), pod: { name, namespace, uid, labels: sandboxConfig.labels },
    });
    const id = newId(this.#random);
    this.#containers.set(id, new SimulatedContainer({
      id, sandboxId, podUid: uid, config, behaviour, clock: this.#clock,
      onExit: () => this.#publish("CONTAINER_STOPPED_EVENT", id, sandboxId, uid),
      onLog: (line) => this.logs.append(sandboxConfig.logDirectory, config.logPath, line),
    }));
    this.#publish("CONTAINER_CREATED_EVENT", id, sandboxId, uid);
    return { id };
  }

  async startContainer(id: string): Promise<void> {
    const container = this.#container(id);
    if (container.state !== "CONTAINER_CREATED") throw new RuntimeError("FailedPrecondition", `container ${id} is in state ${container.state}, not CONTAINER_CREATED`);
    const { startMs = 0, startError } = container.behaviour;
    if (startMs > 0) await this.#clock.sleep(startMs);
    if (startError !== undefined) {
      container.exit(128, "StartError", startError);
      throw new RuntimeError("Internal", startError);
    }
    if (container.state !== "CONTAINER_CREATED") return; // removed meanwhile
    container.start();
    this.#publish("CONTAINER_STARTED_EVENT", id, container.sandboxId, container.podUid);
  }

  async stopContainer(id: string, timeoutSeconds: number): Promise<void> {
    const container = this.#containers.get(id);
    if (container === undefined || container.state !== "CONTAINER_RUNNING") return;
    if (timeoutSeconds > 0) {
      container.signalStop();
      const killTimer = this.#clock.setTimer(timeoutSeconds * 1_000, () => container.exit(137));
      await container.ended;
      killTimer.cancel();
    } else container.exit(137);
  }

  async removeContainer(id: string): Promise<void> {
    const container = this.#containers.get(id);
    if (container === undefined) return;
    if (container.state !== "CONTAINER_EXITED") container.exit(137);
    this.#containers.delete(id);
    this.#publish("CONTAINER_DELETED_EVENT", id, container.sandboxId, container.podUid);
  }

  async listContainers(filter: { readonly sandboxId?: string; readonly podUid?: string } = {}): Promise<readonly ContainerStatus[]> {
    return [...(filter.podUid === undefined ? this.#containers.values() : this.#containers.inGroup(filter.podUid))]
      .filter((container) => filter.sandboxId === undefined || container.sandboxId === filter.sandboxId)
      .map((container) => container.status());
  }

  async containerStatus(id: string): Promise<ContainerStatus> {
    return this.#container(id).status();
  }

  async updateContainerResources(id: string, resources: LinuxContainerResources): Promise<void> {
    this.#container(id).updateResources(resources);
  }

  async updatePodSandboxResources(id: string, resources: LinuxContainerResources): Promise<void> {
    const sandbox = this.#sandbox(id);
    sandbox.resources = { ...sandbox.resources, ...resources };
  }

  async reopenContainerLog(id: string): Promise<void> {
    const container = this.#container(id);
    if (container.state !== "CONTAINER_RUNNING") throw new RuntimeError("FailedPrecondition", `container ${id} is not running`);
  }

  async execSync(id: string, command: readonly string[], timeoutSeconds: number, signal?: AbortSignal): Promise<{ readonly stdout: Uint8Array; readonly stderr: Uint8Array; readonly exitCode: number }> {
    const container = this.#running(id);
    const { exitCode, stdout = "", stderr = "", durationMs = 0 } = container.behaviour.exec?.(command) ?? { exitCode: 0 };
    const limitMs = timeoutSeconds > 0 ? timeoutSeconds * 1_000 : Number.POSITIVE_INFINITY;
    if (durationMs > 0) await this.#clock.sleep(Math.min(durationMs, limitMs), signal);
    if (durationMs > limitMs) throw new RuntimeError("DeadlineExceeded", `command "${command.join(" ")}" timed out`);
    const encoder = new TextEncoder();
    return { stdout: encoder.encode(stdout), stderr: encoder.encode(stderr), exitCode };
  }

  async exec(id: string, options: { readonly command: readonly string[]; readonly tty: boolean }, streams: RemoteStreams, signal: AbortSignal): Promise<{ readonly exitCode: number }> {
    const { stdout, stderr, exitCode } = await this.execSync(id, options.command, 0, signal);
    if (stdout.length > 0) await streams.stdout?.(stdout);
    if (stderr.length > 0) await (options.tty ? streams.stdout : streams.stderr)?.(stderr);
    return { exitCode };
  }

  /** Shows nothing of what the container prints: its output is the script's log. Ends with the container. */
  async attach(id: string, _options: { readonly tty: boolean }, _streams: RemoteStreams, signal: AbortSignal): Promise<void> {
    const container = this.#running(id);
    await Promise.race([container.ended, new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()))]);
  }

  async portForward(_sandboxId: string, port: number): Promise<void> {
    throw new RuntimeError("Unavailable", `nothing listens on port ${port}: simulated containers have no network`);
  }

  async containerStats(id: string): Promise<ContainerStats> {
    const container = this.#container(id);
    const { cpuMillicores = 0, memoryBytes = 0 } = container.behaviour.stats ?? {};
    return {
      id, cpuUsageNanoseconds: cpuMillicores * container.ranForMs() * 1_000, memoryWorkingSetBytes: memoryBytes,
      memoryUsageBytes: memoryBytes, rootfsUsedBytes: 0, pids: container.state === "CONTAINER_RUNNING" ? 1 : 0,
    };
  }

  async podSandboxStats(id: string): Promise<PodSandboxStats> {
    this.#sandbox(id);
    return {};
  }

  events(signal: AbortSignal): AsyncIterable<ContainerEvent> {
    return this.#hub.subscribe(signal);
  }

  #publish(type: ContainerEventType, containerId: string, sandboxId: string, podUid: string): void {
    this.#hub.publish({ type, containerId, sandboxId, podUid });
  }

  #ofSandbox({ id, config }: Sandbox): SimulatedContainer[] {
    return [...this.#containers.inGroup(config.metadata.uid)].filter((container) => container.sandboxId === id);
  }

  #sandbox(id: string): Sandbox {
    const sandbox = this.#sandboxes.get(id);
    if (sandbox === undefined) throw new RuntimeError("NotFound", `sandbox ${id} is not known`);
    return sandbox;
  }

  #container(id: string): SimulatedContainer {
    const container = this.#containers.get(id);
    if (container === undefined) throw new RuntimeError("NotFound", `container ${id} is not known`);
    return container;
  }

  #running(id: string): SimulatedContainer {
    const container = this.#container(id);
    if (container.state !== "CONTAINER_RUNNING") throw new RuntimeError("FailedPrecondition", `container ${id} is in state ${container.state}, not CONTAINER_RUNNING`);
    return container;
  }
}

function sandboxStatus({ id, config, createdAt, ips, resources, state }: Sandbox): PodSandboxStatus {
  return { id, metadata: config.metadata, state, createdAt, ips, ...(resources === undefined ? {} : { resources }), labels: config.labels, annotations: config.annotations };
}
