import type { Pod } from "../../api/types/core/v1.gen.ts";
import { type ContainerStats, RuntimeError, type RuntimeService } from "../cri/contract.ts";
import { readySandbox } from "../pods/observation.ts";
import type { PodWorker } from "../pods/pod-worker.ts";
import { podLogFolder } from "../containers/sandbox-config.ts";
import { joinPath } from "../ports/host-files.ts";
import type { MachineDetail, MachineInfo, MachinePort, MachineUsage } from "../ports/machine-port.ts";
import type { InterfaceCounters } from "../proc/net-dev.ts";

export interface MeasuredContainer {
  readonly name: string;
  readonly image: string;
  /** Bytes of its log; absent where storage is not measured. */
  readonly logsBytes?: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly stats: ContainerStats;
}

export interface MeasuredPod {
  readonly pod: Pod;
  readonly sandboxId: string;
  readonly containers: readonly MeasuredContainer[];
  /** The pod's own interfaces, the one with its address first; absent with host network, and where the network is not measured. */
  readonly network?: readonly InterfaceCounters[];
  /** Bytes in each emptyDir on disk; empty where storage is not measured. */
  readonly volumes: readonly { readonly name: string; readonly usedBytes: number }[];
}

/** What a node and its running containers use at one moment. */
export interface Measurement {
  readonly nodeName: string;
  readonly at: number;
  readonly machine: MachineInfo;
  readonly usage: MachineUsage;
  readonly detail: MachineDetail;
  readonly pods: readonly MeasuredPod[];
  /** The runtime could not tell of a container that is still there. */
  readonly hasFailed: boolean;
}

export interface MeasureOptions {
  readonly nodeName: string;
  readonly now: number;
  readonly machine: MachinePort;
  readonly rootFolder: string;
  readonly podLogsFolder: string;
  readonly workers: readonly PodWorker[];
  readonly runtime: RuntimeService;
  /** Logs and volumes as well. */
  readonly storage: boolean;
  /** What passed the pods' interfaces as well. */
  readonly network: boolean;
}

/** Measures every running container; one that ends meanwhile is left out. */
export async function measure(options: MeasureOptions): Promise<Measurement> {
  const { nodeName, now, machine, rootFolder, workers } = options;
  let hasFailed = false;
  const onError = (error: unknown): void => void (hasFailed ||= !(error instanceof RuntimeError && error.code === "NotFound"));
  const pods = await Promise.all(workers.map((worker) => measurePod(worker, options, onError)));
  return { nodeName, at: now, machine: machine.info(), usage: machine.usage(rootFolder), detail: machine.detail(), pods: pods.filter(({ containers }) => containers.length > 0), hasFailed };
}

async function measurePod({ pod, uid, runtime: state }: PodWorker, options: MeasureOptions, onError: (error: unknown) => void): Promise<MeasuredPod> {
  const { runtime, machine, podLogsFolder, storage, network } = options;
  const running = state.containers.filter((run) => run.state === "CONTAINER_RUNNING");
  const measured = await Promise.all(
    running.map(async (run) => {
      const { name } = run.metadata;
      const stats = await runtime.containerStats(run.id, { detailed: true }).catch((error: unknown) => void onError(error));
      const logs = storage ? { logsBytes: await machine.folderBytes(joinPath(podLogFolder(pod, podLogsFolder), name)) } : {};
      return { name, image: run.image.id, startedAt: run.startedAt ?? run.createdAt, stats, ...logs };
    }),
  );
  const containers = measured.filter((entry): entry is MeasuredContainer => entry.stats !== undefined);
  const sandboxId = readySandbox(state)?.id ?? "";
  const sandbox = network && sandboxId !== "" && containers.length > 0 ? await runtime.podSandboxStats(sandboxId).catch(() => undefined) : undefined;
  return { pod, sandboxId, containers, network: sandbox?.network, volumes: storage && containers.length > 0 ? await measureVolumes(pod, uid, options) : [] };
}

function measureVolumes({ spec }: Pod, uid: string, { machine, rootFolder }: MeasureOptions): Promise<{ name: string; usedBytes: number }[]> {
  const onDisk = (spec.volumes ?? []).filter(({ emptyDir }) => emptyDir !== undefined && emptyDir.medium !== "Memory");
  return Promise.all(onDisk.map(async ({ name }) => ({ name, usedBytes: await machine.folderBytes(joinPath(rootFolder, "pods", uid, "volumes", "kubernetes.io~empty-dir", name)) })));
}
