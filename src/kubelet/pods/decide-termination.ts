import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { ContainerStatus } from "../cri/contract.ts";
import type { PodAction, PodDecision } from "./actions.ts";
import { type PodEnding, type PodObservation, specContainers } from "./observation.ts";

/** No matter what, there is a grace period. Source: kubernetes calculateEffectiveGracePeriod. */
const minimumGraceSeconds = 1;

/**
 * Ends a pod: the preStop hooks of all containers run at once; then the main containers get their stop signal, then the
 * sidecars one by one in reverse order of their start, then the sandbox goes. `ending` is absent for a pod that came to
 * its end by itself (only sidecars and the sandbox are left).
 */
export function decideTermination(observed: PodObservation, ending: PodEnding | undefined): PodDecision {
  const graceSeconds = Math.max(minimumGraceSeconds, ending?.graceSeconds ?? observed.pod.spec?.terminationGracePeriodSeconds ?? 30);
  const running = observed.runtime.containers.filter((run) => run.state === "CONTAINER_RUNNING");
  const created = observed.runtime.containers.filter((run) => run.state === "CONTAINER_CREATED");
  if (running.length > 0 || created.length > 0) {
    const actions = [...running.map((run) => kill(observed, run, graceSeconds)), ...created.filter((run) => !observed.inFlight.has(`start:${run.metadata.name}`)).map(remove)];
    return { actions, waiting: new Map(), terminal: true, stopped: false, resizing: false };
  }
  // A start under way may still bring up a container; whoever comes back from it finds the pod ending and looks again.
  const starting = [...observed.inFlight].some((key) => key.startsWith("start:") || key === "sandbox");
  const ready = observed.runtime.sandboxes.filter((sandbox) => sandbox.state === "SANDBOX_READY");
  const actions = ready.map((sandbox): PodAction => ({ type: "StopSandbox", sandboxId: sandbox.id }));
  return { actions: starting ? [] : actions, waiting: new Map(), terminal: true, stopped: !starting && ready.length === 0, resizing: false };
}

function kill({ pod }: PodObservation, run: ContainerStatus, graceSeconds: number): PodAction {
  const { name } = run.metadata;
  const after = endBefore(pod, name);
  return { type: "KillContainer", containerId: run.id, name, graceSeconds, message: `Stopping container ${name}`, ...(after.length > 0 && { after }) };
}

/** Whose end a container waits for: a sidecar's is that of everything but the sidecars before it. */
function endBefore(pod: Pod, name: string): string[] {
  const specs = specContainers(pod);
  const index = specs.findIndex(({ role, container }) => role === "sidecar" && container.name === name);
  return index === -1 ? [] : specs.filter(({ role }, other) => role === "main" || role === "ephemeral" || other > index).map(({ container }) => container.name);
}

function remove(run: ContainerStatus): PodAction {
  return { type: "RemoveContainer", containerId: run.id };
}
