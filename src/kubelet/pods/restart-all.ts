import type { Container, Pod } from "../../api/types/core/v1.gen.ts";
import type { ContainerStatus } from "../cri/contract.ts";
import type { PodAction } from "./actions.ts";
import { newestRun, type PodObservation, specContainers } from "./observation.ts";
import { matchesExit } from "./restart-policy.ts";

/** Stands for a sandbox that is gone: what ran in it runs again, init containers included. */
const formerSandbox = "(before all containers restarted)";

/**
 * A container whose rule says RestartAllContainers has ended so: everything of the pod is ended and begins anew in the
 * same sandbox. Undefined while no such end is the container's last one.
 *
 *     exit that matches ──► kills ──► (all ended) ──► init containers, then the others ──► the one that ended runs again
 */
export function restartAllAt({ pod, runtime }: PodObservation): number | undefined {
  const ends = specContainers(pod).flatMap(({ container }) => {
    const run = newestRun(runtime, container.name);
    return run !== undefined && restartsAll(container, run) ? [run.finishedAt ?? 0] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

function restartsAll({ restartPolicyRules = [] }: Container, run: ContainerStatus): boolean {
  return run.state === "CONTAINER_EXITED" && restartPolicyRules.some((rule) => rule.action === "RestartAllContainers" && matchesExit(rule.exitCodes, run.exitCode ?? 137));
}

/** True for a pod that can come to that. */
export function canRestartAll(pod: Pod): boolean {
  return specContainers(pod).some(({ container }) => container.restartPolicyRules?.some(({ action }) => action === "RestartAllContainers") === true);
}

/** True when a run has ended, or has made room for `next`, because all containers of the pod restarted. */
export function endedForAll({ pod, runtime }: PodObservation, run: ContainerStatus, next?: ContainerStatus): boolean {
  if (!canRestartAll(pod)) return false;
  const times = specContainers(pod).flatMap(({ container }) => runtime.containers.filter((each) => each.metadata.name === container.name && restartsAll(container, each)).map(({ finishedAt }) => finishedAt ?? 0));
  return times.some((at) => run.createdAt <= at && (next === undefined || next.createdAt > at));
}

/** What still runs from before has to end first, without a preStop hook. */
export function endOldRuns({ pod, runtime }: PodObservation, at: number): PodAction[] {
  return runtime.containers
    .filter((run) => run.state === "CONTAINER_RUNNING" && (run.startedAt ?? run.createdAt) <= at)
    .map((run) => ({ type: "KillContainer", containerId: run.id, name: run.metadata.name, graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30, message: `Stopping container ${run.metadata.name}: all containers of the pod restart`, withoutHook: true }));
}

/** The observation in which what ended before `at` counts as a run in an earlier sandbox. */
export function withOldRunsOver(observed: PodObservation, at: number): PodObservation {
  const containers = observed.runtime.containers.map((run) => (run.createdAt <= at ? { ...run, sandboxId: formerSandbox } : run));
  return { ...observed, runtime: { ...observed.runtime, containers } };
}

export function isFromBefore(run: { readonly sandboxId: string }): boolean {
  return run.sandboxId === formerSandbox;
}
