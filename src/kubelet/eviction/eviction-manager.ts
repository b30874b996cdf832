import { isTerminalPhase } from "../../api/core/pod/phase.ts";
import type { Clock, Millis } from "../../base/clock.ts";
import { podLogFolder } from "../containers/sandbox-config.ts";
import type { RuntimeService } from "../cri/contract.ts";
import type { PodWorker } from "../pods/pod-worker.ts";
import { joinPath } from "../ports/host-files.ts";
import type { MachinePort } from "../ports/machine-port.ts";
import type { ImageGc } from "./image-gc.ts";
import { exceededStorageLimit, hasStorageLimits, type StorageUsage } from "./local-storage.ts";
import { type Candidate, evictionMessage, rankForEviction } from "./rank.ts";
import { decideShortages, type Shortage } from "./thresholds.ts";

/** Source: kubernetes eviction monitoringInterval and immediateEvictionGracePeriodSeconds. */
const everyMs: Millis = 10_000;
const graceSeconds = 1;

export interface EvictionOptions {
  readonly workers: () => readonly PodWorker[];
  readonly runtime: RuntimeService;
  readonly machine: MachinePort;
  readonly clock: Clock;
  readonly rootFolder: string;
  readonly podLogsFolder: string;
  readonly imageGc: ImageGc;
  /** Something runs short; the node's status should say so at once. */
  readonly onShortage: (resource: string) => void;
  /** `signal` is what ran short, or the limit that was exceeded, under upstream's names. */
  readonly onEvicted: (worker: PodWorker, message: string, signal: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Keeps the node alive: ends pods that store more than their limits, and, when memory, disk or process ids run short,
 * the pod that takes most beyond its request, one each look. Looks every 10 s; a pod without limits costs nothing.
 */
export class EvictionManager {
  readonly #options: EvictionOptions;

  constructor(options: EvictionOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, onError } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(everyMs, signal).catch(() => undefined);
      if (!signal.aborted) await this.look().catch(onError);
    }
  }

  async look(): Promise<void> {
    const { machine, rootFolder, workers, onShortage, imageGc } = this.#options;
    const active = workers().filter(({ pod, isEnding }) => !isEnding && !isTerminalPhase(pod.status?.phase));
    if (await this.#enforceLimits(active)) return;
    const [shortage] = decideShortages(machine.usage(rootFolder));
    if (shortage === undefined) return;
    onShortage(shortage.resource);
    if (shortage.condition === "DiskPressure") {
      await imageGc.collect();
      if (decideShortages(machine.usage(rootFolder)).every((left) => left.condition !== "DiskPressure")) return;
    }
    await this.#evictOne(active, shortage);
  }

  async #enforceLimits(active: readonly PodWorker[]): Promise<boolean> {
    let evicted = false;
    for (const worker of active.filter(({ pod }) => hasStorageLimits(pod))) {
      const exceeded = exceededStorageLimit(worker.pod, await this.#storageOf(worker));
      if (exceeded === undefined) continue;
      this.#evict(worker, exceeded, false);
      evicted = true;
    }
    return evicted;
  }

  async #evictOne(active: readonly PodWorker[], shortage: Shortage): Promise<void> {
    const byUid = new Map(active.map((worker) => [worker.uid, worker]));
    const candidates = await Promise.all(active.map((worker) => this.#candidate(worker, shortage)));
    const [first] = rankForEviction(candidates, shortage.resource);
    const worker = byUid.get(first?.pod.metadata.uid ?? "");
    if (first !== undefined && worker !== undefined) this.#evict(worker, { signal: shortage.signal, message: evictionMessage(shortage, first) }, true);
  }

  #evict(worker: PodWorker, { signal, message }: { readonly signal: string; readonly message: string }, isDisruption: boolean): void {
    this.#options.onEvicted(worker, message, signal);
    worker.fail({ type: "Failed", reason: "Evicted", message, graceSeconds, ...(isDisruption ? { disruption: message } : {}) });
  }

  async #candidate(worker: PodWorker, { resource }: Shortage): Promise<Candidate> {
    const containers = new Map<string, number>();
    if (resource === "ephemeral-storage" || resource === "inodes") {
      const usage = await this.#storageOf(worker);
      const volumes = [...usage.volumes.values()].reduce((sum, bytes) => sum + bytes, 0);
      return { pod: worker.allocated, containers: usage.containers, used: volumes + sum(usage.containers) };
    }
    for (const run of worker.runtime.containers.filter(({ state }) => state === "CONTAINER_RUNNING")) {
      const stats = await this.#options.runtime.containerStats(run.id).catch(() => undefined);
      containers.set(run.metadata.name, (resource === "memory" ? stats?.memoryWorkingSetBytes : stats?.pids) ?? 0);
    }
    return { pod: worker.allocated, containers, used: sum(containers) };
  }

  async #storageOf(worker: PodWorker): Promise<StorageUsage> {
    const { machine, rootFolder, podLogsFolder, runtime } = this.#options;
    const { pod } = worker;
    const volumes = new Map<string, number>();
    for (const { name, emptyDir } of pod.spec.volumes ?? []) {
      if (emptyDir === undefined || emptyDir.medium === "Memory") continue;
      volumes.set(name, await machine.folderBytes(joinPath(rootFolder, "pods", worker.uid, "volumes", "kubernetes.io~empty-dir", name)));
    }
    const containers = new Map<string, number>();
    for (const run of worker.runtime.containers) {
      const { name } = run.metadata;
      const stats = await runtime.containerStats(run.id).catch(() => undefined);
      const logs = containers.has(name) ? 0 : await machine.folderBytes(joinPath(podLogFolder(pod, podLogsFolder), name));
      containers.set(name, (containers.get(name) ?? 0) + (stats?.rootfsUsedBytes ?? 0) + logs);
    }
    return { volumes, containers };
  }
}

function sum(amounts: ReadonlyMap<string, number>): number {
  return [...amounts.values()].reduce((total, amount) => total + amount, 0);
}
