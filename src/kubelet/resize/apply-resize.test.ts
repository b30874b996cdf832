import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerStats, LinuxContainerResources } from "../cri/contract.ts";
import type { PodAction } from "../pods/actions.ts";
import { applyResize } from "./apply-resize.ts";

const resizing = (overrides: Partial<PodAction & { type: "Resize" }> = {}): PodAction & { type: "Resize" } => ({ type: "Resize", sandboxId: "s0", before: { memoryLimitBytes: 100 }, resources: { memoryLimitBytes: 60 }, containers: [], running: ["a", "b"], ...overrides });
const toMain = (memoryLimitBytes: number) => [{ containerId: "a", name: "main", resources: { memoryLimitBytes } }];

/** Carries it out where each container uses 30 bytes, and tells what was written, or why nothing was. */
async function memoryWritten(action: PodAction & { type: "Resize" }): Promise<string> {
  const written: string[] = [];
  const write = async (id: string, { memoryLimitBytes }: LinuxContainerResources) => void written.push(`${id} ${memoryLimitBytes}`);
  const containerStats = async (id: string): Promise<ContainerStats> => ({ id, cpuUsageNanoseconds: 0, memoryWorkingSetBytes: 30, memoryUsageBytes: 30, rootfsUsedBytes: 0, pids: 1 });
  return applyResize({ containerStats, updateContainerResources: write, updatePodSandboxResources: write }, action).then(() => written.join(", "), (error: Error) => [...written, error.message].join(", "));
}

const rows: { name: string; action: PodAction & { type: "Resize" }; written: string }[] = [
  { name: "a pod that shrinks does so after its containers", action: resizing({ containers: toMain(30) }), written: "s0 100, a 30, s0 60" },
  { name: "a pod that grows does so before them", action: resizing({ resources: { memoryLimitBytes: 200 }, containers: toMain(150) }), written: "s0 200, a 150, s0 200" },
  { name: "a container is not put below what it uses", action: resizing({ containers: toMain(29) }), written: 'cannot decrease memory limits: attempting to set container "main" memory limit (29) below current usage (30)' },
  { name: "nor a pod below what all of its containers use", action: resizing({ resources: { memoryLimitBytes: 59 } }), written: "cannot decrease memory limits: attempting to set pod memory limit (59) below current usage (60)" },
  { name: "a pod's first limit is looked at as well", action: resizing({ before: {}, resources: { memoryLimitBytes: 59 } }), written: "cannot decrease memory limits: attempting to set pod memory limit (59) below current usage (60)" },
  { name: "a pod that keeps a limit below its use is left to it", action: resizing({ before: { memoryLimitBytes: 59 }, resources: { memoryLimitBytes: 59 } }), written: "s0 59, s0 59" },
];
for (const { name, action, written } of rows) test(`resize: ${name}`, async () => assert.equal(await memoryWritten(action), written));
