import type { Container, ContainerStatus, Pod } from "../../api/types/core/v1.gen.ts";
import { isSidecar } from "../pods/observation.ts";

export type PodPhase = "Pending" | "Running" | "Succeeded" | "Failed";

export interface PhaseInput {
  readonly pod: Pod;
  readonly init: readonly ContainerStatus[];
  readonly main: readonly ContainerStatus[];
  /** No container will be started any more, so what has ended has ended for good. */
  readonly terminal: boolean;
  /** Init containers have done their work before (their runs may be gone). */
  readonly initialized: boolean;
  /** A container was ended that runs again whatever its policy says. */
  readonly redefined: boolean;
}

/** The phase that the containers' states add up to. Source: kubernetes pkg/kubelet getPhase. */
export function podPhase(input: PhaseInput): PodPhase {
  const { pod, main, terminal } = input;
  const init = countInit(input);
  const counts = countMain(pod, main);
  // A container with a policy of its own may run again whatever the pod's says; the decision knows, and tells by `terminal`.
  const policy = (input.redefined || hasOwnPolicies(pod)) && !terminal ? "Always" : (pod.spec.restartPolicy ?? "Always");

  if (init.failed > 0 && (policy === "Never" || terminal)) return "Failed";
  if (init.pending > 0 && !terminal) return "Pending";
  if (counts.waiting > 0 && !terminal) return "Pending";
  if (terminal && counts.running === 0) {
    return counts.unknown === 0 && counts.stopped > 0 && counts.stopped === counts.succeeded ? "Succeeded" : "Failed";
  }
  if (counts.running > 0 && counts.unknown === 0) return "Running";
  if (counts.running === 0 && counts.stopped > 0 && counts.unknown === 0) {
    if (policy === "Always") return "Running";
    if (counts.stopped === counts.succeeded) return "Succeeded";
    return policy === "Never" ? "Failed" : "Running";
  }
  return "Pending";
}

function hasOwnPolicies({ spec }: Pod): boolean {
  const own = ({ restartPolicy, restartPolicyRules }: Container): boolean => restartPolicy !== undefined || restartPolicyRules !== undefined;
  return spec.containers.some(own) || spec.initContainers?.some((container) => container.restartPolicyRules !== undefined || (own(container) && !isSidecar(container))) === true;
}

function countInit({ pod, init, initialized }: PhaseInput): { pending: number; failed: number } {
  let pending = 0;
  let failed = 0;
  for (const container of pod.spec.initContainers ?? []) {
    const status = init.find((entry) => entry.name === container.name);
    const sidecar = isSidecar(container);
    if (status?.state?.running !== undefined) pending += sidecar && status.started === true ? 0 : initialized ? 0 : 1;
    else {
      const ended = status?.state?.terminated ?? status?.lastState?.terminated;
      if (ended === undefined) pending += initialized ? 0 : 1;
      else if (ended.exitCode !== 0) failed += sidecar ? 0 : 1;
    }
  }
  return { pending, failed };
}

function countMain(pod: Pod, main: readonly ContainerStatus[]): { running: number; waiting: number; stopped: number; succeeded: number; unknown: number } {
  const counts = { running: 0, waiting: 0, stopped: 0, succeeded: 0, unknown: 0 };
  for (const container of pod.spec.containers) {
    const state = main.find((entry) => entry.name === container.name);
    if (state?.state?.running !== undefined) counts.running++;
    else if (state?.state?.terminated !== undefined) {
      counts.stopped++;
      if (state.state.terminated.exitCode === 0) counts.succeeded++;
    } else if (state?.state?.waiting !== undefined) {
      // A container between two runs counts as one that has stopped.
      if (state.lastState?.terminated !== undefined) counts.stopped++;
      else counts.waiting++;
    } else counts.unknown++;
  }
  return counts;
}
