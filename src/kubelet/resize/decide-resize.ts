import type { Container } from "../../api/types/core/v1.gen.ts";
import { kernelLimits, podResources } from "../containers/resources.ts";
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
  for (const { container, role } of specContainers(observed.pod)) {
    if (role !== "main" && role !== "sidecar") continue;
    const run = newestRun(observed.runtime, container.name, sandbox.id);
    if (run?.state !== "CONTAINER_RUNNING" || run.resources === undefined) continue;
    const wanted = kernelLimits(container.resources);
    const changed = changedResources(run.resources, wanted);
    if (changed.length === 0) continue;
    if (changed.some((name) => wantsRestart(container, name))) kills.push(kill(observed, run));
    else changes.push({ containerId: run.id, name: container.name, resources: wanted });
  }
  const pod = podResources(observed.pod);
  const podChanged = changedResources(sandbox.resources, pod).length > 0;
  if (changes.length === 0 && !podChanged) return kills;
  return [...kills, { type: "Resize", sandboxId: sandbox.id, before: sandbox.resources, resources: pod, containers: changes }];
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

function kill({ pod }: PodObservation, run: ContainerStatus): PodAction {
  const { name } = run.metadata;
  return { type: "KillContainer", containerId: run.id, name, graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30, message: `Container ${name} resize requires restart` };
}
