import type { Timer } from "../../base/clock.ts";
import type { Pod, Probe } from "../../api/types/core/v1.gen.ts";
import type { PodPorts } from "../pods/pod-ports.ts";
import { freshTally, judge, type ProbeTally } from "./judge.ts";
import { type ProbeTarget, runProbe } from "./run-probe.ts";

export type ProbeKind = "Startup" | "Liveness" | "Readiness";

export interface ProbeLoopOptions {
  readonly kind: ProbeKind;
  readonly probe: Probe;
  readonly target: ProbeTarget;
  /** Milliseconds since the epoch at which the container started. */
  readonly startedAt: number;
  readonly pod: () => Pod;
  /** Called when the verdict turned. */
  readonly onVerdict: (verdict: boolean, output: string) => void;
}

/** Tries one probe of one run of a container, again and again until stopped or until a failure that ends the container. Tries never overlap. */
export class ProbeLoop {
  readonly #ports: PodPorts;
  readonly #options: ProbeLoopOptions;
  #tally: ProbeTally = freshTally;
  #timer: Timer;
  #stopped = false;

  constructor(ports: PodPorts, options: ProbeLoopOptions) {
    this.#ports = ports;
    this.#options = options;
    const first = options.startedAt + (options.probe.initialDelaySeconds ?? 0) * 1_000 - ports.clock.now();
    this.#timer = ports.clock.setTimer(first, () => void this.#try());
  }

  stop(): void {
    this.#stopped = true;
    this.#timer.cancel();
  }

  async #try(): Promise<void> {
    const { kind, probe, target, pod, onVerdict } = this.#options;
    const { runtime, network, events, clock, probes } = this.#ports;
    const begunAt = clock.monotonic();
    const result = await runProbe(runtime, network, target, probe);
    if (this.#stopped) return;
    const again = (): void => void (this.#timer = clock.setTimer((probe.periodSeconds ?? 10) * 1_000 - (clock.monotonic() - begunAt), () => void this.#try()));
    if (result.type === "error") {
      events.warning(pod(), target.container.name, "Unhealthy", `${kind} probe errored and resulted in ${result.state} state: ${result.output}`);
      return again();
    }
    const success = result.type !== "failure";
    probes.count(pod(), target.container, kind, { success, seconds: (clock.monotonic() - begunAt) / 1_000 });
    if (!success) events.warning(pod(), target.container.name, "Unhealthy", `${kind} probe failed: ${result.output}`);
    else if (result.type === "warning") events.warning(pod(), target.container.name, "ProbeWarning", `${kind} probe warning: ${result.output}`);
    const before = this.#tally.verdict;
    this.#tally = judge(this.#tally, success, { successThreshold: probe.successThreshold ?? 1, failureThreshold: probe.failureThreshold ?? 3 });
    const { verdict } = this.#tally;
    // The container is about to be killed: nothing that it answers from now on means anything. Source: kubernetes prober worker onHold.
    const isLast = verdict === false && kind !== "Readiness";
    if (!isLast) again();
    if (verdict !== undefined && verdict !== before) onVerdict(verdict, result.output);
  }
}
