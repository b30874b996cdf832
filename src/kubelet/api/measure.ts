import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { ContainerStats, RuntimeService } from "../cri/contract.ts";
import type { PodWorker } from "../pods/pod-worker.ts";
import type { MachineInfo, MachineUsage } from "../ports/machine-port.ts";

export interface MeasuredContainer {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly stats: ContainerStats;
}

/** What a node and its running containers use at one moment. */
export interface Measurement {
  readonly nodeName: string;
  readonly at: number;
  readonly machine: MachineInfo;
  readonly usage: MachineUsage;
  readonly pods: readonly { readonly pod: Pod; readonly containers: readonly MeasuredContainer[] }[];
}

export interface MeasureOptions {
  readonly nodeName: string;
  readonly now: number;
  readonly machine: MachineInfo;
  readonly usage: MachineUsage;
  readonly workers: readonly PodWorker[];
  readonly runtime: RuntimeService;
}

/** Measures every running container; one that ends meanwhile is left out. */
export async function measure({ nodeName, now, machine, usage, workers, runtime }: MeasureOptions): Promise<Measurement> {
  const pods = await Promise.all(
    workers.map(async ({ pod, runtime: state }) => {
      const running = state.containers.filter((run) => run.state === "CONTAINER_RUNNING");
      const measured = await Promise.all(running.map(async (run) => ({ name: run.metadata.name, startedAt: run.startedAt ?? run.createdAt, stats: await runtime.containerStats(run.id).catch(() => undefined) })));
      return { pod, containers: measured.filter((entry): entry is MeasuredContainer => entry.stats !== undefined) };
    }),
  );
  return { nodeName, at: now, machine, usage, pods: pods.filter(({ containers }) => containers.length > 0) };
}
