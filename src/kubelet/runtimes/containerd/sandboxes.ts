import type { Clock, Millis } from "../../../base/clock.ts";
import { type LinuxContainerResources, type PodSandboxConfig, type PodSandboxStats, type PodSandboxStatus, RuntimeError, type SandboxState } from "../../cri/contract.ts";
import { type CgroupLayout, limitCgroup, removeCgroup } from "../shared/cgroups/cgroup-tree.ts";
import type { CriClient } from "./cri-client.ts";
import type { WireSandboxStatus } from "./cri-messages.ts";
import { isNotFound } from "./errors.ts";
import type { Lifecycle } from "./events/lifecycle.ts";
import { GrpcError } from "./grpc/grpc-error.ts";
import { fromWireNetwork, fromWireSandbox } from "./mapping/from-cri.ts";
import { marks } from "./mapping/marks.ts";
import { type MappingContext, toWireSandbox } from "./mapping/to-cri.ts";
import { listOwnSandboxes } from "./own.ts";

/** containerd 1.6 loses its connection to a shim now and then while it stops one; the next try succeeds. */
const stopTries = 5;
const stopRetryMs: Millis = 50;

export interface RuntimeParts {
  readonly client: CriClient;
  readonly clock: Clock;
  readonly cgroups: CgroupLayout;
  readonly mapping: MappingContext;
  readonly lifecycle: Lifecycle;
}

/** The pods' sandboxes. CRI does the rest; what it leaves to the kubelet is here: the pod's own cgroup, made before and removed after. */
export class Sandboxes {
  readonly #parts: RuntimeParts;
  /** Limits of pods that were changed since they were made. */
  readonly #changed = new Map<string, LinuxContainerResources>();

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
  }

  async run(config: PodSandboxConfig, signal?: AbortSignal): Promise<{ readonly id: string }> {
    const { client, cgroups, mapping, lifecycle } = this.#parts;
    const wire = toWireSandbox(config, mapping);
    limitCgroup(cgroups, wire.linux.cgroupParent, config.linux.resources ?? {});
    const { podSandboxId: id } = await client.call("RunPodSandbox", { config: wire, runtimeHandler: config.runtimeHandler }, { signal });
    lifecycle.sandboxStarted(id, config.metadata.uid);
    return { id };
  }

  async stop(id: string): Promise<void> {
    const { client, clock } = this.#parts;
    for (let tries = 1; ; tries++) {
      try {
        await client.call("StopPodSandbox", { podSandboxId: id });
        return;
      } catch (error) {
        if (isNotFound(error)) return;
        if (!isLostShim(error) || tries === stopTries) throw error;
        await clock.sleep(stopRetryMs);
      }
    }
  }

  async remove(id: string): Promise<void> {
    const { client, cgroups, lifecycle } = this.#parts;
    const status = await this.#wireStatus(id).catch(ignoreMissing);
    if (status === undefined) return;
    await this.stop(id);
    await client.call("RemovePodSandbox", { podSandboxId: id });
    const parent = status.annotations[marks.cgroupParent];
    if (parent !== undefined) removeCgroup(cgroups, parent);
    this.#changed.delete(id);
    lifecycle.deleted(id);
  }

  async status(id: string): Promise<PodSandboxStatus> {
    return this.#current(fromWireSandbox(await this.#wireStatus(id)));
  }

  async list({ podUid, state }: { readonly podUid?: string; readonly state?: SandboxState } = {}): Promise<readonly PodSandboxStatus[]> {
    const { client, mapping } = this.#parts;
    const own = await listOwnSandboxes(client, mapping.clusterName, { podUid });
    const statuses = await Promise.all(own.map(({ id }) => this.status(id).catch(ignoreMissing)));
    return statuses.filter((status) => status !== undefined).filter((status) => state === undefined || status.state === state);
  }

  async stats(id: string): Promise<PodSandboxStats> {
    const { stats } = await this.#parts.client.call("PodSandboxStats", { podSandboxId: id });
    return { network: fromWireNetwork(stats?.linux?.network) };
  }

  async updateResources(id: string, resources: LinuxContainerResources): Promise<void> {
    const { annotations } = await this.#wireStatus(id);
    const before = (await this.status(id)).resources;
    const parent = annotations[marks.cgroupParent];
    if (parent === undefined) throw new RuntimeError("FailedPrecondition", `cannot change the limits of sandbox ${id}: it says nothing of its cgroup, so it was not made by this program`);
    limitCgroup(this.#parts.cgroups, parent, resources);
    this.#changed.set(id, { ...before, ...resources });
  }

  async #wireStatus(id: string): Promise<WireSandboxStatus> {
    const { status } = await this.#parts.client.call("PodSandboxStatus", { podSandboxId: id });
    if (status === undefined) throw new RuntimeError("NotFound", `sandbox ${id} is not known`);
    return status;
  }

  #current(status: PodSandboxStatus): PodSandboxStatus {
    return { ...status, resources: this.#changed.get(status.id) ?? status.resources };
  }
}

/** Undefined for what has gone between a list and the look at it. */
export function ignoreMissing(error: unknown): undefined {
  if (isNotFound(error)) return undefined;
  throw error;
}

function isLostShim(error: unknown): boolean {
  return error instanceof GrpcError && error.message.includes("ttrpc: closed");
}
