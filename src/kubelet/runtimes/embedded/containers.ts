import { existsSync } from "node:fs";
import { GroupedMap } from "../../../base/grouped-map/grouped-map.ts";
import type { ContainerConfig, ContainerEventType, ContainerState, ContainerStatus, LinuxContainerResources } from "../../cri/contract.ts";
import { RuntimeError } from "../../cri/contract.ts";
import { newId } from "../../cri/ids.ts";
import { processesOf } from "../shared/cgroups/cgroup-tree.ts";
import type { Exit } from "./exit-watcher.ts";
import { bundlePaths } from "./layout.ts";
import { signalProcess } from "./linux/process-identity.ts";
import type { ContainerRecord, SandboxRecord } from "./records.ts";
import { hasConmon } from "./recover.ts";
import type { RuntimeContext } from "./runtime-context.ts";

/** Time that a killed process may take to be gone before `stop` gives up on it. */
const KILL_TIMEOUT_MS = 10_000;

/**
 *     created ──start──► running ──exit file──► exited
 *        └────start failed, or killed─────────────┘
 */
interface Entry {
  record: ContainerRecord;
  /** Set while `start` waits for crun: an exit that comes meanwhile is told after the start. */
  starting: boolean;
  earlyExit?: Exit;
  readonly ended: PromiseWithResolvers<void>;
}

/** The containers of this node: what is known of them, and how they are made, started, stopped and taken away. */
export class Containers {
  readonly #context: RuntimeContext;
  readonly #entries = new GroupedMap<string, string, Entry>(({ record }) => record.podUid);

  constructor(context: RuntimeContext, records: readonly ContainerRecord[]) {
    this.#context = context;
    for (const record of records) this.#add(record);
  }

  get(id: string): ContainerRecord {
    return this.#entry(id).record;
  }

  /** The record of a container that runs; FailedPrecondition otherwise. */
  running(id: string): ContainerRecord {
    const { record } = this.#entry(id);
    if (stateOf(record) !== "CONTAINER_RUNNING") throw new RuntimeError("FailedPrecondition", `container ${id} is in state ${stateOf(record)}, not CONTAINER_RUNNING`);
    return record;
  }

  /** Resolves when the container has ended. */
  ended(id: string): Promise<void> {
    return this.#entry(id).ended.promise;
  }

  async create(sandbox: SandboxRecord, sandboxCgroup: string, config: ContainerConfig): Promise<{ readonly id: string }> {
    const { clock, random, layout, host, limits, images, bootId } = this.#context;
    if (sandbox.state !== "SANDBOX_READY") throw new RuntimeError("FailedPrecondition", `sandbox ${sandbox.id} is not ready`);
    const image = images.runnable(config.image.id) ?? images.runnable(config.image.userSpecified);
    if (image === undefined) throw new RuntimeError("NotFound", `image "${config.image.userSpecified}" is not on this node`);
    const volumeImages = config.mounts.map((mount) => (mount.image === undefined ? undefined : this.#layersOf(mount.image.id)));
    const id = newId(random);
    const record = {
      id, sandboxId: sandbox.id, podUid: sandbox.config.metadata.uid, config, createdAt: clock.now(), bootId, imageRef: image.ref,
      logPath: `${sandbox.config.logDirectory}/${config.logPath}`, cgroup: `${sandboxCgroup}/${id}`,
      ownsPidNamespace: sandbox.config.linux.namespaces.pid === "CONTAINER" && config.linux.pidTarget === undefined,
      stopSignal: config.stopSignal || image.config.stopSignal || "SIGTERM",
    };
    const target = config.linux.pidTarget === undefined ? sandbox.pause?.pid : this.running(config.linux.pidTarget).process?.pid;
    try {
      this.#add(await host.call("createContainer", { layout, host: limits, record, sandbox, image, volumeImages, pidTarget: target }));
    } catch (error) {
      throw new RuntimeError("Internal", `failed to create container "${config.metadata.name}": ${(error as Error).message}`, { cause: error });
    }
    this.#publish("CONTAINER_CREATED_EVENT", id);
    return { id };
  }

  async start(id: string): Promise<void> {
    const { clock, layout, host } = this.#context;
    const entry = this.#entry(id);
    const state = stateOf(entry.record);
    if (state !== "CONTAINER_CREATED") throw new RuntimeError("FailedPrecondition", `container ${id} is in state ${state}, not CONTAINER_CREATED`);
    const startedAt = clock.now();
    entry.starting = true;
    try {
      await host.call("startContainer", { layout, record: { ...entry.record, startedAt } });
      // Not before: a container that is told as running and never ran would be taken for one that was lost.
      entry.record = { ...entry.record, startedAt };
      entry.starting = false;
    } catch (error) {
      entry.record = { ...entry.record, startedAt };
      entry.starting = false;
      const message = `failed to start container "${entry.record.config.metadata.name}": ${(error as Error).message}`;
      // No conmon writes this end down, and a restarted Wherry has to know of it.
      await this.#finish(id, { exitCode: 128, finishedAt: clock.now() }, { reason: "StartError", message });
      throw new RuntimeError("Internal", message, { cause: error });
    }
    this.#publish("CONTAINER_STARTED_EVENT", id);
    if (entry.earlyExit !== undefined) this.noteExit(id, entry.earlyExit);
  }

  async stop(id: string, timeoutSeconds: number): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || stateOf(entry.record) === "CONTAINER_EXITED") return;
    if (timeoutSeconds > 0 && stateOf(entry.record) === "CONTAINER_RUNNING") {
      this.#signal(entry.record, entry.record.stopSignal);
      if (await this.#endsWithin(entry, timeoutSeconds * 1_000)) return;
    }
    this.#signal(entry.record, "SIGKILL");
    if (await this.#endsWithin(entry, KILL_TIMEOUT_MS)) return;
    throw new RuntimeError("DeadlineExceeded", `container ${id} does not end ${KILL_TIMEOUT_MS / 1_000} s after SIGKILL; a process of it may hang in the kernel`);
  }

  async remove(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    await this.stop(id, 0);
    const { layout, host, cgroups } = this.#context;
    await host.call("deleteContainer", { layout, id, cgroup: entry.record.cgroup, cgroups });
    this.#publish("CONTAINER_DELETED_EVENT", id);
    this.#entries.delete(id);
  }

  async updateResources(id: string, resources: LinuxContainerResources): Promise<void> {
    const entry = this.#entry(id);
    const { layout, host } = this.#context;
    await host.call("updateResources", { layout, id, resources });
    const { config } = entry.record;
    entry.record = { ...entry.record, config: { ...config, linux: { ...config.linux, resources: { ...config.linux.resources, ...resources } } } };
    await host.call("keepRecord", { layout, record: entry.record });
  }

  list(filter: { readonly sandboxId?: string; readonly podUid?: string } = {}): ContainerStatus[] {
    const ofPod = filter.podUid === undefined ? this.#entries.values() : this.#entries.inGroup(filter.podUid);
    return [...ofPod]
      .filter(({ record }) => filter.sandboxId === undefined || record.sandboxId === filter.sandboxId)
      .map(({ record }) => statusOf(record));
  }

  /** The cgroups of a sandbox's containers that have ended and were not removed yet. */
  endedCgroups(sandboxId: string): string[] {
    return [...this.#entries.values()].filter(({ record }) => record.sandboxId === sandboxId && statusOf(record).state === "CONTAINER_EXITED").map(({ record }) => record.cgroup);
  }

  /** Ids of the images that containers of this node were made from. */
  imagesInUse(): ReadonlySet<string> {
    const { images } = this.#context;
    const named = [...this.#entries.values()].flatMap(({ record: { config } }) => [config.image.id, ...config.mounts.flatMap((mount) => (mount.image === undefined ? [] : [mount.image.id]))]);
    return new Set(named.map((id) => images.find(id)?.id ?? id));
  }

  status(id: string): ContainerStatus {
    return statusOf(this.get(id));
  }

  /** conmon has written down how a container ended. Told twice, it counts once. */
  noteExit(id: string, exit: Exit): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    if (entry.starting) {
      entry.earlyExit = exit;
      return;
    }
    const isOutOfMemory = exit.exitCode !== 0 && existsSync(bundlePaths(this.#context.layout, id).oom);
    void this.#finish(id, exit, { reason: isOutOfMemory ? "OOMKilled" : exit.exitCode === 0 ? "Completed" : "Error" });
  }

  /** The container is gone and nobody knows how: conmon was killed, or the machine started anew. */
  noteLost(id: string): void {
    void this.#finish(id, { exitCode: 255, finishedAt: this.#context.clock.now() }, { reason: "Unknown", message: "the container ended while its exit code could not be kept" });
  }

  /** Gives back what containers hold that ended while an earlier run was busy ending itself. */
  foldEnded(): void {
    for (const { record } of this.#entries.values()) if (record.finishedAt !== undefined && existsSync(bundlePaths(this.#context.layout, record.id).bundle)) void this.#fold(record);
  }

  /** Ends what runs without its conmon: nobody would hear of its end, nor take what it prints. */
  endLost(): void {
    const { layout } = this.#context;
    for (const { record } of this.#entries.values()) {
      if (stateOf(record) !== "CONTAINER_RUNNING" || hasConmon(layout, record.id) || existsSync(`${layout.exitsDir}/${record.id}`)) continue;
      this.#signal(record, "SIGKILL");
      this.noteLost(record.id);
    }
  }

  /** Tells everyone at once; resolves when the end is written down. */
  async #finish(id: string, exit: Exit, why: { readonly reason: string; readonly message?: string }): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.record.finishedAt !== undefined) return;
    // The end is the time of a file, which the kernel takes from a clock that lags behind ours.
    entry.record = { ...entry.record, ...exit, finishedAt: Math.max(exit.finishedAt, entry.record.startedAt ?? 0), ...why };
    if (!entry.record.ownsPidNamespace) this.#signal(entry.record, "SIGKILL"); // with a namespace of its own the kernel did
    entry.ended.resolve();
    this.#publish("CONTAINER_STOPPED_EVENT", id);
    await this.#fold(entry.record);
  }

  /** What fails here is done by the next start of Wherry, or by the container's removal. */
  async #fold(record: ContainerRecord): Promise<void> {
    const { layout, host } = this.#context;
    await host.call("foldContainer", { layout, record }).catch(() => undefined);
  }

  #signal({ process: first, cgroup, ownsPidNamespace }: ContainerRecord, signal: string): void {
    const value = /^\d+$/.test(signal) ? Number(signal) : ((signal.startsWith("SIG") ? signal : `SIG${signal}`) as NodeJS.Signals);
    if (first !== undefined) signalProcess(first, value);
    if (signal !== "SIGKILL" || ownsPidNamespace) return;
    for (const pid of processesOf(this.#context.cgroups, cgroup)) process.kill(pid, "SIGKILL");
  }

  async #endsWithin(entry: Entry, timeoutMs: number): Promise<boolean> {
    const { clock } = this.#context;
    const timeout = Promise.withResolvers<false>();
    const timer = clock.setTimer(timeoutMs, () => timeout.resolve(false));
    const ended = await Promise.race([entry.ended.promise.then(() => true as const), timeout.promise]);
    timer.cancel();
    return ended;
  }

  #add(record: ContainerRecord): void {
    const ended = Promise.withResolvers<void>();
    if (record.finishedAt !== undefined) ended.resolve();
    this.#entries.set(record.id, { record, ended, starting: false });
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new RuntimeError("NotFound", `container ${id} is not known`);
    return entry;
  }

  #layersOf(imageId: string): readonly string[] {
    const image = this.#context.images.runnable(imageId);
    if (image === undefined) throw new RuntimeError("NotFound", `image "${imageId}" of a volume is not on this node`);
    return image.layers;
  }

  #publish(type: ContainerEventType, id: string): void {
    const { sandboxId, podUid } = this.#entry(id).record;
    this.#context.hub.publish({ type, containerId: id, sandboxId, podUid });
  }
}

function stateOf(record: ContainerRecord): ContainerState {
  if (record.finishedAt !== undefined) return "CONTAINER_EXITED";
  return record.startedAt === undefined ? "CONTAINER_CREATED" : "CONTAINER_RUNNING";
}

function statusOf(record: ContainerRecord): ContainerStatus {
  const { config, finishedAt, exitCode, reason, message, startedAt } = record;
  return {
    id: record.id, sandboxId: record.sandboxId, metadata: config.metadata, state: stateOf(record), createdAt: record.createdAt,
    startedAt, finishedAt, exitCode, reason, message, image: config.image, imageRef: record.imageRef, labels: config.labels,
    annotations: config.annotations, mounts: config.mounts, logPath: config.logPath, stopSignal: record.stopSignal, resources: config.linux.resources, user: record.user,
  };
}
