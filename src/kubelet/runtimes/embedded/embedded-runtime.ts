import type { RemoteStreams } from "../../../machinery/streaming/kubelet-api.ts";
import type {
  ContainerConfig, ContainerEvent, ContainerStats, ContainerStatus, LinuxContainerResources, PodSandboxConfig, PodSandboxStats, PodSandboxStatus,
  RuntimeService, RuntimeStatus, RuntimeVersion, SandboxState,
} from "../../cri/contract.ts";
import { RuntimeError } from "../../cri/contract.ts";
import { limitCgroup } from "../shared/cgroups/cgroup-tree.ts";
import { readDetail } from "../shared/cgroups/detail.ts";
import { readStats } from "../shared/cgroups/stats.ts";
import type { Containers } from "./containers.ts";
import { diskUsage } from "./linux/disk-usage.ts";
import { interfacesOf } from "./linux/interfaces.ts";
import { bundlePaths } from "./layout.ts";
import type { RuntimeContext } from "./runtime-context.ts";
import type { Sandboxes } from "./sandboxes.ts";
import { attach, reopenLog } from "./streams/attach.ts";
import { exec } from "./streams/exec.ts";
import { type ForwardedBytes, portForward } from "./streams/port-forward.ts";

/** CRI over conmon and crun. What is known is in memory, so status and lists cost nothing; changes go by the host thread. */
export class EmbeddedRuntime implements RuntimeService {
  readonly #context: RuntimeContext;
  readonly #sandboxes: Sandboxes;
  readonly #containers: Containers;

  constructor(context: RuntimeContext, sandboxes: Sandboxes, containers: Containers) {
    this.#context = context;
    this.#sandboxes = sandboxes;
    this.#containers = containers;
  }

  async version(): Promise<RuntimeVersion> {
    return { runtimeName: "embedded", runtimeVersion: "1.0.0" };
  }

  async status(): Promise<RuntimeStatus> {
    const ready = { status: true, reason: "", message: "" };
    return {
      conditions: [{ type: "RuntimeReady", ...ready }, { type: "NetworkReady", ...ready }],
      features: { supplementalGroupsPolicy: true },
      handlers: this.#context.handlers,
    };
  }

  async limitPods(cgroup: string, resources: LinuxContainerResources): Promise<void> {
    const { cgroups, layout } = this.#context;
    limitCgroup(cgroups, `${layout.cgroupRoot}${cgroup}`, resources);
  }

  runPodSandbox(config: PodSandboxConfig, signal?: AbortSignal): Promise<{ readonly id: string }> {
    signal?.throwIfAborted();
    return this.#sandboxes.run(config);
  }

  async stopPodSandbox(id: string): Promise<void> {
    const containers = this.#containers.list({ sandboxId: id });
    await Promise.all(containers.map((container) => this.#containers.stop(container.id, 0)));
    await this.#sandboxes.stop(id);
  }

  async removePodSandbox(id: string): Promise<void> {
    await this.stopPodSandbox(id);
    const containers = this.#containers.list({ sandboxId: id });
    await Promise.all(containers.map((container) => this.#containers.remove(container.id)));
    await this.#sandboxes.remove(id);
  }

  async podSandboxStatus(id: string): Promise<PodSandboxStatus> {
    return this.#sandboxes.status(id);
  }

  async listPodSandboxes(filter?: { readonly podUid?: string; readonly state?: SandboxState }): Promise<readonly PodSandboxStatus[]> {
    return this.#sandboxes.list(filter);
  }

  async createContainer(sandboxId: string, config: ContainerConfig, _sandbox: PodSandboxConfig, signal?: AbortSignal): Promise<{ readonly id: string }> {
    signal?.throwIfAborted();
    const sandbox = this.#sandboxes.get(sandboxId);
    return this.#containers.create(sandbox, this.#sandboxes.cgroupOf(sandbox), config);
  }

  startContainer(id: string): Promise<void> {
    return this.#containers.start(id);
  }

  stopContainer(id: string, timeoutSeconds: number): Promise<void> {
    return this.#containers.stop(id, timeoutSeconds);
  }

  removeContainer(id: string): Promise<void> {
    return this.#containers.remove(id);
  }

  async listContainers(filter?: { readonly sandboxId?: string; readonly podUid?: string }): Promise<readonly ContainerStatus[]> {
    return this.#containers.list(filter);
  }

  async containerStatus(id: string): Promise<ContainerStatus> {
    return this.#containers.status(id);
  }

  updateContainerResources(id: string, resources: LinuxContainerResources): Promise<void> {
    return this.#containers.updateResources(id, resources);
  }

  updatePodSandboxResources(id: string, resources: LinuxContainerResources): Promise<void> {
    return this.#sandboxes.updateResources(id, resources, this.#containers.endedCgroups(id));
  }

  async reopenContainerLog(id: string): Promise<void> {
    this.#containers.running(id);
    await reopenLog(this.#context, id);
  }

  async execSync(id: string, command: readonly string[], timeoutSeconds: number, signal?: AbortSignal): Promise<{ readonly stdout: Uint8Array; readonly stderr: Uint8Array; readonly exitCode: number }> {
    signal?.throwIfAborted();
    this.#containers.running(id);
    const { host, layout, random } = this.#context;
    const target = { layout, containerId: id, execId: random.uuid() };
    const kill = () => void host.call("execKill", target).catch(() => {});
    signal?.addEventListener("abort", kill);
    try {
      const { timedOut, ...result } = await host.call("execCollect", { ...target, command, timeoutMs: timeoutSeconds > 0 ? timeoutSeconds * 1_000 : undefined });
      if (timedOut) throw new RuntimeError("DeadlineExceeded", `command "${command.join(" ")}" timed out`);
      signal?.throwIfAborted();
      return result;
    } finally {
      signal?.removeEventListener("abort", kill);
    }
  }

  async exec(id: string, options: { readonly command: readonly string[]; readonly tty: boolean }, streams: RemoteStreams, signal: AbortSignal): Promise<{ readonly exitCode: number }> {
    this.#containers.running(id);
    return exec(this.#context, id, options, streams, signal);
  }

  async attach(id: string, _options: { readonly tty: boolean }, streams: RemoteStreams, signal: AbortSignal): Promise<void> {
    await attach(this.#context, this.#containers.running(id), streams, signal);
  }

  async portForward(sandboxId: string, port: number, connection: ForwardedBytes, signal: AbortSignal): Promise<void> {
    await portForward(this.#context, this.#sandboxes.get(sandboxId), port, connection, signal);
  }

  async containerStats(id: string, { detailed = false }: { readonly detailed?: boolean } = {}): Promise<ContainerStats> {
    const { cgroup } = this.#containers.get(id);
    const { cgroups, layout } = this.#context;
    return { id, ...readStats(cgroups, cgroup), rootfsUsedBytes: await diskUsage(bundlePaths(layout, id).upper), ...(detailed ? { detail: readDetail(cgroups, cgroup) } : {}) };
  }

  async podSandboxStats(id: string): Promise<PodSandboxStats> {
    const { config } = this.#sandboxes.get(id);
    if (config.linux.namespaces.network === "NODE") return {};
    const inside = this.#containers.list({ sandboxId: id }).find(({ state }) => state === "CONTAINER_RUNNING");
    const pid = inside === undefined ? undefined : this.#containers.get(inside.id).process?.pid;
    return pid === undefined ? {} : { network: interfacesOf(pid) };
  }

  events(signal: AbortSignal): AsyncIterable<ContainerEvent> {
    return this.#context.hub.subscribe(signal);
  }
}
