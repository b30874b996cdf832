import type { Clock, Timer } from "../../../base/clock.ts";
import type { ContainerConfig, ContainerState, ContainerStatus, LinuxContainerResources } from "../../cri/contract.ts";
import type { Behaviour } from "./script.ts";

/**
 * One container that lives on the clock by its script.
 *
 *     created ──start──► running ──runMs | stop | kill──► exited
 *        └───────────────start error──────────────────────► exited
 */
export class SimulatedContainer {
  readonly id: string;
  readonly sandboxId: string;
  readonly podUid: string;
  readonly config: ContainerConfig;
  readonly behaviour: Behaviour;
  readonly #clock: Clock;
  readonly #createdAt: number;
  readonly #timers: Timer[] = [];
  readonly #onExit: () => void;
  readonly #onLog: (line: string) => void;
  readonly #ended: Promise<void>;
  #end: () => void = () => {};
  #state: ContainerState = "CONTAINER_CREATED";
  #startedAt: number | undefined;
  #finished: { readonly at: number; readonly exitCode: number; readonly reason: string; readonly message?: string } | undefined;
  #resources: LinuxContainerResources;

  constructor(options: {
    readonly id: string; readonly sandboxId: string; readonly podUid: string; readonly config: ContainerConfig;
    readonly behaviour: Behaviour; readonly clock: Clock; readonly onExit: () => void; readonly onLog: (line: string) => void;
  }) {
    this.id = options.id;
    this.sandboxId = options.sandboxId;
    this.podUid = options.podUid;
    this.config = options.config;
    this.behaviour = options.behaviour;
    this.#clock = options.clock;
    this.#onExit = options.onExit;
    this.#onLog = options.onLog;
    this.#createdAt = options.clock.now();
    this.#resources = options.config.linux.resources;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get state(): ContainerState {
    return this.#state;
  }

  /** Resolves when the container has exited. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  start(): void {
    this.#state = "CONTAINER_RUNNING";
    this.#startedAt = this.#clock.now();
    this.behaviour.onStart?.();
    for (const log of this.behaviour.logs ?? []) this.#at(log.atMs, () => this.#write(log.stream ?? "stdout", log.text));
    const { runMs, oomKilled } = this.behaviour;
    if (runMs === undefined) return;
    const exitCode = oomKilled ? 137 : (this.behaviour.exitCode ?? 0);
    this.#at(runMs, () => this.exit(exitCode, oomKilled ? "OOMKilled" : undefined));
  }

  /** The stop signal has been sent; the script says when that ends it. */
  signalStop(): void {
    const { stopMs = 0, stopExitCode = 143 } = this.behaviour;
    if (this.#state === "CONTAINER_RUNNING" && stopMs !== "never") this.#at(stopMs, () => this.exit(stopExitCode));
  }

  exit(exitCode: number, reason = exitCode === 0 ? "Completed" : "Error", message?: string): void {
    if (this.#state === "CONTAINER_EXITED") return;
    for (const timer of this.#timers.splice(0)) timer.cancel();
    this.#state = "CONTAINER_EXITED";
    this.#finished = { at: this.#clock.now(), exitCode, reason, message };
    this.behaviour.onExit?.(exitCode);
    this.#end();
    this.#onExit();
  }

  updateResources(resources: LinuxContainerResources): void {
    this.#resources = { ...this.#resources, ...resources };
  }

  /** Whole milliseconds that it has run. */
  ranForMs(): number {
    return this.#startedAt === undefined ? 0 : (this.#finished?.at ?? this.#clock.now()) - this.#startedAt;
  }

  status(): ContainerStatus {
    const { config } = this;
    return {
      id: this.id, sandboxId: this.sandboxId, metadata: config.metadata, state: this.#state,
      createdAt: this.#createdAt, startedAt: this.#startedAt, finishedAt: this.#finished?.at,
      exitCode: this.#finished?.exitCode, reason: this.#finished?.reason, message: this.#finished?.message,
      image: config.image, imageRef: config.image.id, labels: config.labels, annotations: config.annotations,
      mounts: config.mounts, logPath: config.logPath, resources: this.#resources,
    };
  }

  #at(delayMs: number, task: () => void): void {
    this.#timers.push(this.#clock.setTimer(delayMs, task));
  }

  #write(stream: "stdout" | "stderr", text: string): void {
    this.#onLog(`${new Date(this.#clock.now()).toISOString().replace("Z", "000000Z")} ${stream} F ${text}\n`);
  }
}
