import { compareQuantities } from "../../api/shared/quantities.ts";
import type { Container } from "../../api/types/core/v1.gen.ts";
import { annotations } from "../containers/container-config.ts";
import { containerLimits, podResources, widest } from "../containers/resources.ts";
import type { ContainerStatus, LinuxContainerResources } from "../cri/contract.ts";
import type { PodAction } from "../pods/actions.ts";
import { newestRun, type PodObservation, readySandbox, specContainers } from "../pods/observation.ts";

/**
 * What separates the running containers from what the node has allocated to them: one action for all whose limits the
 * kernel can change, and a kill for each whose `resizePolicy` wants a restart. Empty when everything is as allocated.
 */
export function decideResize(observed: PodObservation): readonly PodAction[] {
  const sandbox = readySandbox(observed.runtime);
  if (sandbox?.resources === undefined) return [];
  const changes: { containerId: string; name: string; resources: LinuxContainerResources }[] = [];
  const kills: PodAction[] = [];
  const running: string[] = [];
  for (const { container, role } of specContainers(observed.pod)) {
    if (role === "ephemeral") continue;
    const run = newestRun(observed.runtime, container.name, sandbox.id);
    if (run?.state !== "CONTAINER_RUNNING" || run.resources === undefined) continue;
    running.push(run.id);
    const wanted = containerLimits(observed.pod, container);
    const changed = changedResources(run.resources, wanted);
    if (changed.some((name) => wantsRestart(container, name)) || restartsForRequest(container, run)) kills.push(kill(observed, run));
    else if (changed.length > 0) changes.push({ containerId: run.id, name: container.name, resources: wanted });
  }
  const allocated = podResources(observed.pod);
  // What is about to be killed still runs under its old limits: the pod shrinks once it is gone.
  const pod = kills.length === 0 ? allocated : widest(sandbox.resources, allocated);
  const podChanged = changedResources(sandbox.resources, pod).length > 0;
  if (changes.length === 0 && !podChanged) return kills;
  return [...kills, { type: "Resize", sandboxId: sandbox.id, before: sandbox.resources, resources: pod, containers: changes, running }];
}

/** Which of cpu and memory differ between what the kernel enforces and what it should. */
function changedResources(is: LinuxContainerResources, wanted: LinuxContainerResources): ("cpu" | "memory")[] {
  const cpu = is.cpuShares !== wanted.cpuShares || is.cpuQuotaUs !== wanted.cpuQuotaUs;
  const memory = is.memoryLimitBytes !== wanted.memoryLimitBytes;
  return [...(cpu ? (["cpu"] as const) : []), ...(memory ? (["memory"] as const) : [])];
}

function wantsRestart(container: Container, resource: string): boolean {
  return container.resizePolicy?.some((policy) => policy.resourceName === resource && policy.restartPolicy === "RestartContainer") === true;
}

/** The kernel is told nothing of a memory request, so the run itself says what it was made with. */
function restartsForRequest(container: Container, run: ContainerStatus): boolean {
  const madeWith = run.annotations[annotations.memoryRequest];
  return madeWith !== undefined && wantsRestart(container, "memory") && compareQuantities(madeWith, container.resources?.requests?.["memory"] ?? "0") !== 0;
}

function kill({ pod }: PodObservation, run: ContainerStatus): PodAction {
  const { name } = run.metadata;
  return { type: "KillContainer", containerId: run.id, name, graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30, message: `Container ${name} resize requires restart`, redefined: true };
}
