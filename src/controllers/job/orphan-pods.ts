import type { Job } from "../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { type Client, parseKey } from "../../client/client.ts";
import type { Informer } from "../../client/informer/informer.ts";
import { jobs as jobResource, pods as podResource } from "../../client/resources.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { OwnerReference } from "../../machinery/meta/object.ts";
import { controllerOf } from "../../machinery/meta/owner.ts";
import { removeFinalizer } from "../shared/finalizer.ts";
import { isTracked } from "./decide/pod-state.ts";
import { trackingFinalizer } from "./labels.ts";

/** Other APIs have kinds of that name too. */
export function isOurs({ apiVersion, kind }: OwnerReference): boolean {
  return kind === "Job" && apiVersion === "batch/v1";
}

/** True when the pod waits for a Job that the informer does not know to count it. */
export function looksOrphaned(pod: Pod, jobs: Informer<Job>): boolean {
  if (!isTracked(pod)) return false;
  const owner = controllerOf(pod);
  if (owner === undefined) return true;
  if (!isOurs(owner)) return false;
  return jobs.lister.get(pod.metadata.namespace ?? "", owner.name)?.metadata.uid !== owner.uid;
}

/** Frees a pod whose Job is gone, so that it can be deleted: nobody will count it any more. */
export async function reconcileOrphanPod(key: string, { client, jobs, pods }: { client: Client; jobs: Informer<Job>; pods: Informer<Pod> }): Promise<void> {
  const { namespace, name } = parseKey(key);
  const pod = pods.lister.get(namespace, name);
  if (pod === undefined || !looksOrphaned(pod, jobs) || (await jobStillExists(client, pod))) return;
  await removeFinalizer(client, podResource, pod, trackingFinalizer);
}

/** Asks the server itself: an informer that lags must not make a living Job lose count. */
async function jobStillExists(client: Client, pod: Pod): Promise<boolean> {
  const owner = controllerOf(pod);
  if (owner === undefined) return false;
  try {
    const job = await client.get(jobResource, { namespace: pod.metadata.namespace ?? "", name: owner.name });
    return job.metadata.uid === owner.uid;
  } catch (error) {
    if (isStatus(error, "NotFound")) return false;
    throw error;
  }
}
