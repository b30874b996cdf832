import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { RuntimeService } from "../cri/contract.ts";

/** Source: kubernetes default terminationGracePeriodSeconds. */
const graceSeconds = 30;

/**
 * Ends what still runs of static pods whose manifest has changed while no kubelet ran: same name, another UID. Their
 * successors may need the same ports.
 */
export async function endPredecessors(runtime: RuntimeService, pods: readonly Pod[]): Promise<void> {
  const uids = new Map(pods.map(({ metadata }) => [`${metadata.namespace}/${metadata.name}`, metadata.uid]));
  const sandboxes = uids.size === 0 ? [] : await runtime.listPodSandboxes();
  const old = sandboxes.filter(({ metadata }) => uids.has(`${metadata.namespace}/${metadata.name}`) && uids.get(`${metadata.namespace}/${metadata.name}`) !== metadata.uid);
  await Promise.all(
    old.map(async ({ id }) => {
      const containers = await runtime.listContainers({ sandboxId: id });
      await Promise.all(containers.filter((run) => run.state === "CONTAINER_RUNNING").map((run) => runtime.stopContainer(run.id, graceSeconds)));
      await runtime.removePodSandbox(id);
    }),
  );
}
