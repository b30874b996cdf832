import type { Clock, Timer } from "../../base/clock.ts";
import type { PodRuntimeState } from "./observation.ts";

interface Waiting {
  readonly after: readonly string[];
  readonly come: () => void;
  timer: Timer;
}

/**
 * The order in which the containers of a pod get their stop signal: whose preStop hook is over waits here for those that
 * end before it, no longer than its grace period. Source: kubernetes pkg/kubelet/kuberuntime terminationOrdering.
 */
export class TerminationTurns {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when no container with one of the names `after` runs any more, or the grace period is over. `runtime` is what is known now. */
  wait(containerId: string, { after, graceMs }: { readonly after: readonly string[]; readonly graceMs: number }, runtime: PodRuntimeState): Promise<void> {
    if (!anyRuns(runtime, after)) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const come = (): void => {
      this.#waiting.get(containerId)?.timer.cancel();
      this.#waiting.delete(containerId);
      resolve();
    };
    this.#waiting.set(containerId, { after, come, timer: this.#clock.setTimer(graceMs, come) });
    return promise;
  }

  /** Looks who is next, now that the runtime says `runtime`. */
  follow(runtime: PodRuntimeState): void {
    for (const { after, come } of this.#waiting.values()) if (!anyRuns(runtime, after)) come();
  }

  /** A container that waits gets less time than it was promised. False when it does not wait. */
  hasten(containerId: string, graceMs: number): boolean {
    const waiting = this.#waiting.get(containerId);
    if (waiting === undefined) return false;
    waiting.timer.cancel();
    waiting.timer = this.#clock.setTimer(graceMs, waiting.come);
    return true;
  }

  /** Nobody's turn comes any more: the kubelet goes, and the containers stay. */
  stop(): void {
    for (const { timer } of this.#waiting.values()) timer.cancel();
    this.#waiting.clear();
  }
}

function anyRuns({ containers }: PodRuntimeState, names: readonly string[]): boolean {
  return names.length > 0 && containers.some((run) => run.state === "CONTAINER_RUNNING" && names.includes(run.metadata.name));
}
