import type { RuntimeService } from "../cri/contract.ts";
import type { PodRuntimeState } from "./observation.ts";

/** What the runtime has of one pod, newest sandbox first. */
export async function readPodRuntime(runtime: RuntimeService, podUid: string): Promise<PodRuntimeState> {
  const [sandboxes, containers] = await Promise.all([runtime.listPodSandboxes({ podUid }), runtime.listContainers({ podUid })]);
  return { sandboxes: sandboxes.toSorted((a, b) => b.metadata.attempt - a.metadata.attempt || b.createdAt - a.createdAt), containers };
}
