import type { RuntimeService } from "../cri/contract.ts";
import type { VolumeManager } from "../volumes/volume-manager.ts";

/** Containers whose pod is gone get this long to end. Source: kubernetes default terminationGracePeriodSeconds. */
const graceSeconds = 30;

/**
 * Removes what an earlier life of this kubelet left of pods that were deleted meanwhile: sandboxes, containers and
 * volumes. Runs once at start, when all pods that belong here are known.
 */
export async function removeOrphans(options: { readonly runtime: RuntimeService; readonly volumes: VolumeManager; readonly knows: (podUid: string) => boolean; readonly onOrphan?: () => void }): Promise<void> {
  const { runtime, volumes, knows, onOrphan } = options;
  const orphans = (await runtime.listPodSandboxes()).filter((sandbox) => !knows(sandbox.metadata.uid));
  await Promise.all(
    orphans.map(async (sandbox) => {
      onOrphan?.();
      const containers = await runtime.listContainers({ sandboxId: sandbox.id });
      await Promise.all(containers.filter((run) => run.state === "CONTAINER_RUNNING").map((run) => runtime.stopContainer(run.id, graceSeconds)));
      await runtime.removePodSandbox(sandbox.id);
    }),
  );
  for (const uid of volumes.podUids()) if (!knows(uid)) await volumes.tearDown(uid);
}
