import type { RemoteStreams } from "../../../machinery/streaming/kubelet-api.ts";
import type {
  ContainerConfig, ContainerEvent, ContainerStats, ContainerStatus, LinuxContainerResources, PodSandboxConfig, PodSandboxStats, PodSandboxStatus,
  RuntimeCondition, RuntimeService, RuntimeStatus, RuntimeVersion, SandboxState,
} from "../../cri/contract.ts";
import { limitCgroup } from "../shared/cgroups/cgroup-tree.ts";
import { Containers } from "./containers.ts";
import { toRuntimeError } from "./errors.ts";
import { type RuntimeParts, Sandboxes } from "./sandboxes.ts";
import { streamCommand } from "./streams/command.ts";
import { type ForwardedBytes, streamPort } from "./streams/port-forward.ts";

/** Time that the runtime gets beyond the time limit of a command. */
const execAllowanceMs = 30_000;

/** Our contract over CRI v1: every call is one of the runtime's, and its errors are told in our kinds. */
export class ContainerdRuntime implements RuntimeService {
  readonly #parts: RuntimeParts;
  readonly #sandboxes: Sandboxes;
  readonly #containers: Containers;

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
    this.#sandboxes = new Sandboxes(parts);
    this.#containers = new Containers(parts);
  }

  version(): Promise<RuntimeVersion> {
    return told(async () => {
      const { runtimeName, runtimeVersion } = await this.#parts.client.call("Version", { version: "v1" });
      return { runtimeName, runtimeVersion };
    });
  }

  status(): Promise<RuntimeStatus> {
    return told(async () => {
      const { status, features, runtimeHandlers = [] } = await this.#parts.client.call("Status", {});
      const known = (status?.conditions ?? []).filter(({ type }) => type === "RuntimeReady" || type === "NetworkReady");
      return {
        conditions: known as readonly RuntimeCondition[],
        ...(features === undefined ? {} : { features: { supplementalGroupsPolicy: features.supplementalGroupsPolicy } }),
        ...(runtimeHandlers.length === 0 ? {} : { handlers: runtimeHandlers.map(({ name, features: can }) => ({ name, recursiveReadOnlyMounts: can?.recursiveReadOnlyMounts === true, userNamespaces: can?.userNamespaces === true })) }),
      };
    });
  }

  async limitPods(cgroup: string, resources: LinuxContainerResources): Promise<void> {
    const { cgroups, mapping } = this.#parts;
    limitCgroup(cgroups, `${mapping.cgroupRoot}${cgroup}`, resources);
  }

  runPodSandbox(config: PodSandboxConfig, signal?: AbortSignal): Promise<{ readonly id: string }> {
    return told(() => this.#sandboxes.run(config, signal));
  }

  stopPodSandbox(id: string): Promise<void> {
    return told(() => this.#sandboxes.stop(id));
  }

  removePodSandbox(id: string): Promise<void> {
    return told(() => this.#sandboxes.remove(id));
  }

  podSandboxStatus(id: string): Promise<PodSandboxStatus> {
    return told(() => this.#sandboxes.status(id));
  }

  listPodSandboxes(filter?: { readonly podUid?: string; readonly state?: SandboxState }): Promise<readonly PodSandboxStatus[]> {
    return told(() => this.#sandboxes.list(filter));
  }

  createContainer(sandboxId: string, config: ContainerConfig, sandbox: PodSandboxConfig, signal?: AbortSignal): Promise<{ readonly id: string }> {
    return told(() => this.#containers.create(sandboxId, config, sandbox, signal));
  }

  startContainer(id: string): Promise<void> {
    return told(() => this.#containers.start(id));
  }

  stopContainer(id: string, timeoutSeconds: number): Promise<void> {
    return told(() => this.#containers.stop(id, timeoutSeconds));
  }

  removeContainer(id: string): Promise<void> {
    return told(() => this.#containers.remove(id));
  }

  listContainers(filter?: { readonly sandboxId?: string; readonly podUid?: string }): Promise<readonly ContainerStatus[]> {
    return told(() => this.#containers.list(filter));
  }

  containerStatus(id: string): Promise<ContainerStatus> {
    return told(() => this.#containers.status(id));
  }

  updateContainerResources(id: string, resources: LinuxContainerResources): Promise<void> {
    return told(() => this.#containers.updateResources(id, resources));
  }

  updatePodSandboxResources(id: string, resources: LinuxContainerResources): Promise<void> {
    return told(() => this.#sandboxes.updateResources(id, resources));
  }

  reopenContainerLog(id: string): Promise<void> {
    return told(async () => void (await this.#parts.client.call("ReopenContainerLog", { containerId: id })));
  }

  execSync(id: string, command: readonly string[], timeoutSeconds: number, signal?: AbortSignal): Promise<{ readonly stdout: Uint8Array; readonly stderr: Uint8Array; readonly exitCode: number }> {
    const timeoutMs = timeoutSeconds > 0 ? timeoutSeconds * 1_000 + execAllowanceMs : 0;
    return told(() => this.#parts.client.call("ExecSync", { containerId: id, cmd: command, timeout: timeoutSeconds }, { timeoutMs, signal }));
  }

  exec(id: string, { command, tty }: { readonly command: readonly string[]; readonly tty: boolean }, streams: RemoteStreams, signal: AbortSignal): Promise<{ readonly exitCode: number }> {
    return told(async () => {
      const { url } = await this.#parts.client.call("Exec", { containerId: id, cmd: command, tty, ...wanted(streams, tty) }, { signal });
      return streamCommand(url, tty, streams, signal);
    });
  }

  attach(id: string, { tty }: { readonly tty: boolean }, streams: RemoteStreams, signal: AbortSignal): Promise<void> {
    return told(async () => {
      const { url } = await this.#parts.client.call("Attach", { containerId: id, tty, ...wanted(streams, tty) }, { signal });
      await streamCommand(url, tty, streams, signal);
    });
  }

  portForward(sandboxId: string, port: number, connection: ForwardedBytes, signal: AbortSignal): Promise<void> {
    return told(async () => {
      const { url } = await this.#parts.client.call("PortForward", { podSandboxId: sandboxId, port: [port] }, { signal });
      await streamPort(url, port, connection, signal);
    });
  }

  containerStats(id: string, { detailed = false }: { readonly detailed?: boolean } = {}): Promise<ContainerStats> {
    return told(() => this.#containers.stats(id, detailed));
  }

  podSandboxStats(id: string): Promise<PodSandboxStats> {
    return told(() => this.#sandboxes.stats(id));
  }

  events(signal: AbortSignal): AsyncIterable<ContainerEvent> {
    return this.#parts.lifecycle.subscribe(signal);
  }
}

/** A terminal has one output. */
function wanted(streams: RemoteStreams, tty: boolean): { stdin: boolean; stdout: boolean; stderr: boolean } {
  return { stdin: streams.stdin !== undefined, stdout: streams.stdout !== undefined, stderr: streams.stderr !== undefined && !tty };
}

async function told<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toRuntimeError(error);
  }
}
