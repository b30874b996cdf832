import { isTerminalPhase } from "../../api/core/pod/phase.ts";
import type { KubeletCounts } from "../api/kubelet-counts.ts";
import type { Clock } from "../../base/clock.ts";
import type { PodEnding } from "../pods/observation.ts";
import type { PodWorker } from "../pods/pod-worker.ts";
import { decideGroups, type ShutdownGroup } from "./decide-groups.ts";
import type { ShutdownPeriod } from "./periods.ts";

/** Source of the words: kubernetes pkg/kubelet/nodeshutdown. */
const message = "Pod was terminated in response to imminent node shutdown.";
const rejection: PodEnding = { type: "Failed", reason: "NodeShutdown", message: "Pod was rejected: Pod was rejected as the node is shutting down." };

export interface NodeShutdownOptions {
  readonly clock: Clock;
  readonly counts: Pick<KubeletCounts, "shutdownStart" | "shutdownEnd">;
  readonly workers: () => readonly PodWorker[];
  /** An event of the node. */
  readonly tell: (reason: string, message: string) => void;
  /** The node's status should say so at once. */
  readonly onChange: () => void;
}

/**
 * Ends all pods of the node because it is about to go, those with the lowest priority first.
 *
 *     up ──begin──► shutting down ──► every pod has ended, or its time is over
 *      ▲                 │
 *      └────cancel───────┘
 */
export class NodeShutdown {
  readonly #options: NodeShutdownOptions;
  #isShuttingDown = false;
  #ending: Promise<void> | undefined;

  constructor(options: NodeShutdownOptions) {
    this.#options = options;
  }

  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  /** Why no pod is taken any more; undefined while the node stays. */
  get refusal(): PodEnding | undefined {
    return this.#isShuttingDown ? rejection : undefined;
  }

  /** Resolves when all pods have ended or their periods are over; whoever says so a second time waits for the same. The node takes no pods until `cancel`. */
  begin(periods: readonly ShutdownPeriod[]): Promise<void> {
    if (!this.#isShuttingDown || this.#ending === undefined) this.#ending = this.#endAll(periods);
    return this.#ending;
  }

  async #endAll(periods: readonly ShutdownPeriod[]): Promise<void> {
    const { workers, tell, onChange, clock, counts } = this.#options;
    this.#isShuttingDown = true;
    counts.shutdownStart.set(clock.now() / 1_000);
    counts.shutdownEnd.set(0);
    tell("NodeShutdown", "Shutdown manager detected shutdown event");
    onChange();
    const active = workers().filter(({ pod }) => !isTerminalPhase(pod.status?.phase));
    const groups = decideGroups(periods, active.map(({ allocated }) => allocated));
    for (const group of groups) await this.#end(group, new Map(active.map((worker) => [worker.uid, worker])));
    counts.shutdownEnd.set(clock.now() / 1_000);
  }

  /** The machine stays after all. Pods that have ended have ended. */
  cancel(): void {
    if (!this.#isShuttingDown) return;
    this.#isShuttingDown = false;
    this.#options.tell("NodeShutdown", "Shutdown manager detected shutdown cancellation");
    this.#options.onChange();
  }

  async #end({ graceSeconds, pods }: ShutdownGroup, workers: ReadonlyMap<string, PodWorker>): Promise<void> {
    const ended = pods.map(({ pod, graceSeconds: own }) => {
      const worker = workers.get(pod.metadata.uid ?? "");
      worker?.fail({ type: "Failed", reason: "Terminated", message, graceSeconds: own, disruption: message });
      return worker?.ended;
    });
    const timeIsUp = Promise.withResolvers<void>();
    const timer = this.#options.clock.setTimer(graceSeconds * 1_000, () => timeIsUp.resolve());
    await Promise.race([Promise.all(ended), timeIsUp.promise]);
    timer.cancel();
  }
}
