import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ContainerConfig, type ContainerStats, type ContainerStatus, type LinuxContainerResources, type PodSandboxConfig, RuntimeError } from "../../cri/contract.ts";
import { readDetail } from "../shared/cgroups/detail.ts";
import { readStats } from "../shared/cgroups/stats.ts";
import { isNotFound } from "./errors.ts";
import { GrpcError } from "./grpc/grpc-error.ts";
import { fromWireContainer } from "./mapping/from-cri.ts";
import { marks } from "./mapping/marks.ts";
import { toWireContainer, toWireResources, toWireSandbox } from "./mapping/to-cri.ts";
import { listOwnContainers, type OwnContainer } from "./own.ts";
import { ignoreMissing, type RuntimeParts } from "./sandboxes.ts";

/** Time that the runtime gets beyond the grace period of a container that is stopped. Source: kubernetes kuberuntime. */
const stopAllowanceMs = 120_000;

/** The containers of this node, by CRI. */
export class Containers {
  readonly #parts: RuntimeParts;
  /** Limits of containers that were changed since they were made. */
  readonly #changed = new Map<string, LinuxContainerResources>();

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
  }

  async create(sandboxId: string, config: ContainerConfig, sandbox: PodSandboxConfig, signal?: AbortSignal): Promise<{ readonly id: string }> {
    const { client, mapping, lifecycle } = this.#parts;
    // In Kubernetes the folder of a container's log is the kubelet's to make.
    mkdirSync(dirname(join(sandbox.logDirectory, config.logPath)), { recursive: true, mode: 0o755 });
    const request = { podSandboxId: sandboxId, config: toWireContainer(config, sandbox, mapping), sandboxConfig: toWireSandbox(sandbox, mapping) };
    try {
      const { containerId: id } = await client.call("CreateContainer", request, { signal });
      lifecycle.created(id, sandboxId, sandbox.metadata.uid);
      return { id };
    } catch (error) {
      if (isNotFound(error)) await this.#refuseStoppedSandbox(sandboxId, error as GrpcError);
      throw error;
    }
  }

  async start(id: string): Promise<void> {
    const { client, lifecycle } = this.#parts;
    lifecycle.starting(id);
    try {
      await client.call("StartContainer", { containerId: id });
    } catch (error) {
      const status = await this.status(id).catch(() => undefined);
      if (status?.state === "CONTAINER_EXITED") lifecycle.startFailed(id);
      throw error;
    }
    lifecycle.started(id);
  }

  async stop(id: string, timeoutSeconds: number): Promise<void> {
    const options = { timeoutMs: timeoutSeconds * 1_000 + stopAllowanceMs };
    await this.#parts.client.call("StopContainer", { containerId: id, timeout: timeoutSeconds }, options).catch(ignoreMissing);
  }

  async remove(id: string): Promise<void> {
    const { client, lifecycle } = this.#parts;
    await this.stop(id, 0);
    await client.call("RemoveContainer", { containerId: id }).catch(ignoreMissing);
    this.#changed.delete(id);
    lifecycle.deleted(id);
  }

  async list(filter: { readonly sandboxId?: string; readonly podUid?: string } = {}): Promise<readonly ContainerStatus[]> {
    const { client, mapping } = this.#parts;
    const own = await listOwnContainers(client, mapping.clusterName, filter);
    const statuses = await Promise.all(own.map((container) => this.#statusOf(container).catch(ignoreMissing)));
    return statuses.filter((status) => status !== undefined);
  }

  async status(id: string): Promise<ContainerStatus> {
    return this.#statusOf(await this.#own(id));
  }

  async updateResources(id: string, resources: LinuxContainerResources): Promise<void> {
    const { client, mapping } = this.#parts;
    const before = (await this.status(id)).resources;
    await client.call("UpdateContainerResources", { containerId: id, linux: toWireResources(resources, mapping) });
    this.#changed.set(id, { ...before, ...resources });
  }

  /** CRI counts what a container uses; the number of its processes is in its cgroup alone. */
  async stats(id: string, detailed: boolean): Promise<ContainerStats> {
    const { client, cgroups } = this.#parts;
    const [{ stats }, cgroup] = await Promise.all([client.call("ContainerStats", { containerId: id }), this.#cgroupOf(id)]);
    return {
      id,
      cpuUsageNanoseconds: stats?.cpu?.usageCoreNanoSeconds?.value ?? 0,
      memoryWorkingSetBytes: stats?.memory?.workingSetBytes?.value ?? 0,
      memoryUsageBytes: stats?.memory?.usageBytes?.value ?? stats?.memory?.workingSetBytes?.value ?? 0,
      rootfsUsedBytes: stats?.writableLayer?.usedBytes?.value ?? 0,
      pids: cgroup === undefined ? 0 : readStats(cgroups, cgroup).pids,
      ...(detailed && cgroup !== undefined ? { detail: readDetail(cgroups, cgroup) } : {}),
    };
  }

  async #cgroupOf(id: string): Promise<string | undefined> {
    const { sandboxId } = await this.#own(id);
    const { status } = await this.#parts.client.call("PodSandboxStatus", { podSandboxId: sandboxId });
    const parent = status?.annotations[marks.cgroupParent];
    return parent === undefined ? undefined : `${parent}/${id}`;
  }

  async #statusOf({ id, sandboxId }: OwnContainer): Promise<ContainerStatus> {
    const { status } = await this.#parts.client.call("ContainerStatus", { containerId: id });
    if (status === undefined) throw new RuntimeError("NotFound", `container ${id} is not known`);
    const container = fromWireContainer(status, sandboxId);
    return { ...container, resources: this.#changed.get(id) ?? container.resources };
  }

  async #own(id: string): Promise<OwnContainer> {
    const { client, mapping } = this.#parts;
    const [found] = await listOwnContainers(client, mapping.clusterName, { id });
    if (found === undefined) throw new RuntimeError("NotFound", `container ${id} is not known`);
    return found;
  }

  /** containerd says "not found" of the process of a sandbox that was stopped. */
  async #refuseStoppedSandbox(sandboxId: string, cause: GrpcError): Promise<void> {
    const { status } = await this.#parts.client.call("PodSandboxStatus", { podSandboxId: sandboxId });
    if (status?.state === "SANDBOX_NOTREADY") throw new RuntimeError("FailedPrecondition", `sandbox ${sandboxId} is not ready`, { cause });
  }
}
