import { widest } from "../containers/resources.ts";
import type { LinuxContainerResources, RuntimeService } from "../cri/contract.ts";
import type { PodAction } from "../pods/actions.ts";

type Runtime = Pick<RuntimeService, "containerStats" | "updateContainerResources" | "updatePodSandboxResources">;

/**
 * Carries a resize out. A child's limit may never be above its parent's, so the pod's cgroup is first widened to hold
 * old and new, then come the containers, and then the pod gets what it shall have. Rejects with words for the condition
 * PodResizeInProgress; what was done stays done, and the next look goes on from there.
 */
export async function applyResize(runtime: Runtime, action: PodAction & { type: "Resize" }): Promise<void> {
  for (const { containerId, name, resources } of action.containers) await refuseBelowUsage(runtime, containerId, name, resources);
  await refusePodBelowUsage(runtime, action);
  const wide = widest(action.before, action.resources);
  await runtime.updatePodSandboxResources(action.sandboxId, wide);
  for (const { containerId, resources } of action.containers) await runtime.updateContainerResources(containerId, resources);
  await runtime.updatePodSandboxResources(action.sandboxId, action.resources);
}

/** A memory limit below what is used would have the kernel kill the container. Source: kubernetes validateMemoryResizeAction. */
async function refuseBelowUsage(runtime: Runtime, containerId: string, name: string, { memoryLimitBytes }: LinuxContainerResources): Promise<void> {
  if (memoryLimitBytes === undefined) return;
  const { memoryWorkingSetBytes } = await runtime.containerStats(containerId);
  if (memoryWorkingSetBytes > memoryLimitBytes) throw belowUsage(`container "${name}"`, memoryLimitBytes, memoryWorkingSetBytes);
}

/** The same of the pod, whose containers may each be below limits of their own. */
async function refusePodBelowUsage(runtime: Runtime, { before, resources: { memoryLimitBytes }, running }: PodAction & { type: "Resize" }): Promise<void> {
  if (memoryLimitBytes === undefined || memoryLimitBytes >= (before.memoryLimitBytes ?? Infinity)) return;
  let used = 0;
  for (const id of running) used += (await runtime.containerStats(id)).memoryWorkingSetBytes;
  if (used > memoryLimitBytes) throw belowUsage("pod", memoryLimitBytes, used);
}

function belowUsage(whose: string, limitBytes: number, usedBytes: number): Error {
  return new Error(`cannot decrease memory limits: attempting to set ${whose} memory limit (${limitBytes}) below current usage (${usedBytes})`);
}
