import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import type { PodAction } from "./actions.ts";
import { killContainer } from "./kill-container.ts";
import type { PodRuntimeState } from "./observation.ts";
import type { PodPorts } from "./pod-ports.ts";
import { TerminationTurns } from "./termination-turns.ts";

type KillContainer = PodAction & { type: "KillContainer" };

/** Ends the containers of one pod, each in its turn and in the time that it was promised last. */
export class ContainerEnds {
  readonly #ports: PodPorts;
  readonly #turns: TerminationTurns;
  /** When containers that are being ended will be killed, by id. */
  readonly #killAt = new Map<string, Millis>();

  constructor(ports: PodPorts) {
    this.#ports = ports;
    this.#turns = new TerminationTurns(ports.clock);
  }

  /** Notes what a container is promised. One that is being ended gets less time than before, when the pod is deleted again with a shorter grace period. */
  promise({ containerId, graceSeconds }: KillContainer, isUnderWay: boolean): void {
    const { clock, runtime, onError } = this.#ports;
    const killAt = clock.now() + graceSeconds * 1_000;
    const promised = this.#killAt.get(containerId);
    // Grace is counted in whole seconds, so what is not a second sooner is the same.
    if (isUnderWay && promised !== undefined && killAt > promised - 1_000) return;
    this.#killAt.set(containerId, killAt);
    if (isUnderWay && !this.#turns.hasten(containerId, graceSeconds * 1_000)) void runtime.stopContainer(containerId, graceSeconds).catch(onError);
  }

  /** Resolves when the container has ended. */
  kill(pod: Pod, runtime: PodRuntimeState, action: KillContainer): Promise<void> {
    const turn = (graceMs: Millis): Promise<void> => this.#turns.wait(action.containerId, { after: action.after ?? [], graceMs }, runtime);
    return killContainer(this.#ports, { pod, runtime, turn }, action);
  }

  /** The runtime says `runtime`: somebody's turn may have come. */
  follow(runtime: PodRuntimeState): void {
    this.#turns.follow(runtime);
  }

  /** Nobody is ended any more: the kubelet goes, and the containers stay. */
  stop(): void {
    this.#turns.stop();
  }
}
