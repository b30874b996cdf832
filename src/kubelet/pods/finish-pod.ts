import type { Pod } from "../../api/types/core/v1.gen.ts";
import { pods } from "../../client/resources.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { podLogFolder } from "../containers/sandbox-config.ts";
import { removeLogLinks } from "../logs/log-link.ts";
import type { PodRuntimeState } from "./observation.ts";
import type { PodPorts } from "./pod-ports.ts";

/** Removes a stopped pod's sandboxes, containers and logs. */
export async function removeRemains(ports: PodPorts, pod: Pod, runtime: PodRuntimeState): Promise<void> {
  for (const sandbox of runtime.sandboxes) await ports.stops.run(() => ports.runtime.removePodSandbox(sandbox.id));
  ports.files.remove(podLogFolder(pod, ports.podLogsFolder));
  if (ports.logLinksFolder !== undefined) removeLogLinks(ports.files, ports.logLinksFolder, pod);
}

/** The last step of a graceful deletion: the object goes, unless by now it is another pod of that name. */
export async function deletePodObject({ transport }: PodPorts, pod: Pod): Promise<void> {
  const { name, namespace, uid } = pod.metadata;
  try {
    await transport.request({ verb: "delete", resource: pods, namespace, name, options: { gracePeriodSeconds: 0, preconditions: { uid } } });
  } catch (error) {
    if (!isStatus(error, "NotFound", "Conflict")) throw error;
  }
}
