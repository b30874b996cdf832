import type { ContainerStatus } from "../cri/contract.ts";
import type { PodAction, PodDecision } from "./actions.ts";
import { type PodEnding, type PodObservation, specContainers } from "./observation.ts";

/** An immediate kill still gives the process this long. Source: kubernetes minimumGracePeriodInSeconds. */
const minimumGraceSeconds = 1;
/** What sidecars have left at least. Source: kubernetes minimumGracePeriodInSeconds. */
const minimumSidecarGraceSeconds = 2;

/**
 * Ends a pod: main containers first and together, then the sidecars one by one in reverse order of their start, then
 * the sandbox. `ending` is absent for a pod that came to its end by itself (only sidecars and the sandbox are left).
 */
export function decideTermination(observed: PodObservation, ending: PodEnding | undefined): PodDecision {
  const grace = graceSecondsOf(observed, ending);
  const running = observed.runtime.containers.filter((run) => run.state === "CONTAINER_RUNNING");
  const created = observed.runtime.containers.filter((run) => run.state === "CONTAINER_CREATED");
  if (running.length > 0 || created.length > 0) {
    const actions = [...next(observed, running).map((run) => kill(run, isSidecarRun(observed, run) ? remaining(observed, grace) : grace)), ...created.filter((run) => !observed.inFlight.has(`start:${run.metadata.name}`)).map(remove)];
    return { actions, waiting: new Map(), terminal: true, stopped: false, resizing: false };
  }
  // A start under way may still bring up a container; whoever comes back from it finds the pod ending and looks again.
  const starting = [...observed.inFlight].some((key) => key.startsWith("start:") || key === "sandbox");
  const ready = observed.runtime.sandboxes.filter((sandbox) => sandbox.state === "SANDBOX_READY");
  const actions = ready.map((sandbox): PodAction => ({ type: "StopSandbox", sandboxId: sandbox.id }));
  return { actions: starting ? [] : actions, waiting: new Map(), terminal: true, stopped: !starting && ready.length === 0, resizing: false };
}

function next(observed: PodObservation, running: readonly ContainerStatus[]): readonly ContainerStatus[] {
  const sidecars = specContainers(observed.pod).filter((spec) => spec.role === "sidecar").map((spec) => spec.container.name);
  const others = running.filter((run) => !sidecars.includes(run.metadata.name));
  if (others.length > 0) return others;
  for (const name of sidecars.toReversed()) {
    const runs = running.filter((run) => run.metadata.name === name);
    if (runs.length > 0) return runs;
  }
  return [];
}

function graceSecondsOf(observed: PodObservation, ending: PodEnding | undefined): number {
  const wanted = ending?.graceSeconds ?? observed.pod.spec?.terminationGracePeriodSeconds ?? 30;
  return Math.max(minimumGraceSeconds, wanted);
}

/** The grace period is the pod's: what its main containers have used of it is gone for the sidecars. */
function remaining({ endingSince, now }: PodObservation, graceSeconds: number): number {
  const usedSeconds = endingSince === undefined ? 0 : Math.floor((now - endingSince) / 1_000);
  return Math.max(minimumSidecarGraceSeconds, graceSeconds - usedSeconds);
}

function isSidecarRun({ pod }: PodObservation, run: ContainerStatus): boolean {
  return specContainers(pod).some((spec) => spec.role === "sidecar" && spec.container.name === run.metadata.name);
}

function kill(run: ContainerStatus, graceSeconds: number): PodAction {
  return { type: "KillContainer", containerId: run.id, name: run.metadata.name, graceSeconds, message: `Stopping container ${run.metadata.name}` };
}

function remove(run: ContainerStatus): PodAction {
  return { type: "RemoveContainer", containerId: run.id };
}
