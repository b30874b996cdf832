import type { Container, Pod } from "../../api/types/core/v1.gen.ts";
import { annotations } from "../containers/container-config.ts";
import type { ContainerStatus } from "../cri/contract.ts";
import type { PodAction } from "./actions.ts";
import { newestRun, type PodObservation, type PodRuntimeState, specContainers } from "./observation.ts";
import { matchesExit } from "./restart-policy.ts";

/** Stands for a sandbox that is gone: what ran in it runs again, init containers included. */
const formerSandbox = "(before all containers restarted)";

/**
 * When a container whose rule says RestartAllContainers has last ended so: everything of the pod is ended and begins anew
 * in the same sandbox. Every run is marked with the restart that it was started for, because a container may come up
 * after the exit and before anybody has seen it. Undefined as long as there was no such end.
 *
 *     exit that matches ──► kills ──► (all ended) ──► init containers, then the others, the one that ended among them
 */
export function restartAllAt({ pod, runtime }: PodObservation): number | undefined {
  if (!canRestartAll(pod)) return undefined;
  const times = endsForAll(pod, runtime);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** True for a pod that can come to that. */
export function canRestartAll(pod: Pod): boolean {
  return specContainers(pod).some(({ container }) => container.restartPolicyRules?.some(({ action }) => action === "RestartAllContainers") === true);
}

function endsForAll(pod: Pod, { containers }: PodRuntimeState): number[] {
  return specContainers(pod).flatMap(({ container }) => containers.filter((run) => run.metadata.name === container.name && asksForAll(container, run)).map(({ finishedAt }) => finishedAt ?? 0));
}

function asksForAll({ restartPolicyRules = [] }: Container, run: ContainerStatus): boolean {
  return run.state === "CONTAINER_EXITED" && restartPolicyRules.some((rule) => rule.action === "RestartAllContainers" && matchesExit(rule.exitCodes, run.exitCode ?? 137));
}

/** The restart that a run was started for; 0 for none. */
function restartOf({ annotations: { [annotations.restartOfAll]: mark = "0" } }: ContainerStatus): number {
  return Number(mark);
}

/** True when a run has ended, or has made room for `next`, because all containers of the pod restarted. */
export function endedForAll({ pod, runtime }: PodObservation, run: ContainerStatus, next?: ContainerStatus): boolean {
  if (!canRestartAll(pod)) return false;
  return endsForAll(pod, runtime).some((at) => restartOf(run) < at && (next === undefined || restartOf(next) >= at));
}

/** True while a container has not begun anew. */
export function isRestartingAll(observed: PodObservation): boolean {
  const at = restartAllAt(observed);
  if (at === undefined) return false;
  return specContainers(observed.pod).some(({ container }) => {
    const run = newestRun(observed.runtime, container.name);
    return run !== undefined && restartOf(run) < at;
  });
}

/** What still runs from before has to end first, without a preStop hook. */
export function endOldRuns({ pod, runtime }: PodObservation, at: number): PodAction[] {
  return runtime.containers
    .filter((run) => run.state === "CONTAINER_RUNNING" && restartOf(run) < at)
    .map((run) => ({ type: "KillContainer", containerId: run.id, name: run.metadata.name, graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30, message: `Stopping container ${run.metadata.name}: all containers of the pod restart`, withoutHook: true }));
}

/** The observation in which what was started before `at` counts as a run in an earlier sandbox. */
export function withOldRunsOver(observed: PodObservation, at: number): PodObservation {
  const containers = observed.runtime.containers.map((run) => (restartOf(run) < at ? { ...run, sandboxId: formerSandbox } : run));
  return { ...observed, runtime: { ...observed.runtime, containers } };
}

export function isFromBefore(run: { readonly sandboxId: string }): boolean {
  return run.sandboxId === formerSandbox;
}
