import type { LinuxContainerResources, RuntimeService } from "../cri/contract.ts";
import type { PodAction } from "../pods/actions.ts";

/**
 * Carries a resize out. A child's limit may never be above its parent's, so the pod's cgroup is first widened to hold
 * old and new, then come the containers, and then the pod gets what it shall have. Rejects with words for the condition
 * PodResizeInProgress; what was done stays done, and the next look goes on from there.
 */
export async function applyResize(runtime: RuntimeService, action: PodAction & { type: "Resize" }): Promise<void> {
  for (const { containerId, name, resources } of action.containers) await refuseBelowUsage(runtime, containerId, name, resources);
  const wide = widest(action.before, action.resources);
  await runtime.updatePodSandboxResources(action.sandboxId, wide);
  for (const { containerId, resources } of action.containers) await runtime.updateContainerResources(containerId, resources);
  await runtime.updatePodSandboxResources(action.sandboxId, action.resources);
}

/** A memory limit below what is used would have the kernel kill the container. Source: kubernetes validateMemoryResizeAction. */
async function refuseBelowUsage(runtime: RuntimeService, containerId: string, name: string, { memoryLimitBytes }: LinuxContainerResources): Promise<void> {
  if (memoryLimitBytes === undefined) return;
  const { memoryWorkingSetBytes } = await runtime.containerStats(containerId);
  if (memoryWorkingSetBytes > memoryLimitBytes) {
    throw new Error(`cannot decrease memory limits: attempting to set container "${name}" memory limit (${memoryLimitBytes}) below current usage (${memoryWorkingSetBytes})`);
  }
}

/** An absent limit is none at all, which the pod's cgroup had or gets anyway. */
function widest(a: LinuxContainerResources, b: LinuxContainerResources): LinuxContainerResources {
  const larger = (x: number | undefined, y: number | undefined): number | undefined => (x === undefined || y === undefined ? undefined : Math.max(x, y));
  return { ...b, cpuQuotaUs: larger(a.cpuQuotaUs, b.cpuQuotaUs), memoryLimitBytes: larger(a.memoryLimitBytes, b.memoryLimitBytes) };
}
