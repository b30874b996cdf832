import type { Job } from "../api/types/batch/v1.gen.ts";
import type { Pod } from "../api/types/core/v1.gen.ts";
import type { Client } from "../client/client.ts";
import { jobs, pods } from "../client/resources.ts";

const trackingFinalizer = "batch.kubernetes.io/job-tracking";

/** What must hold at every moment, whatever crashed. Returns what does not, in words. */
export async function brokenInvariants(client: Client): Promise<string[]> {
  const [jobList, podList] = await Promise.all([client.list(jobs), client.list(pods)]);
  return jobList.items.flatMap((job) => {
    const owned = podList.items.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid));
    return [...countsAreHonest(job, owned), ...endIsFinal(job)].map((text) => `job ${job.metadata.name}: ${text}`);
  });
}

/** A pod is counted at most once, and no pod is counted that did not end that way. Holds while no pod has been deleted. */
function countsAreHonest({ spec, status = {} }: Job, owned: readonly Pod[]): string[] {
  const { succeeded = 0, uncountedTerminatedPods } = status;
  const ended = owned.filter(({ status: podStatus }) => podStatus?.phase === "Succeeded").length;
  const counted = succeeded + (uncountedTerminatedPods?.succeeded?.length ?? 0);
  const broken: string[] = [];
  if (counted > ended) broken.push(`${counted} successes are counted and ${ended} pods succeeded`);
  if (spec.completions !== undefined && owned.length > 0 && succeeded > spec.completions) broken.push(`${succeeded} successes for ${spec.completions} completions`);
  const active = owned.filter(({ metadata, status: podStatus }) => metadata.deletionTimestamp === undefined && !["Succeeded", "Failed"].includes(podStatus?.phase ?? "")).length;
  if (active > (spec.parallelism ?? 1)) broken.push(`${active} pods are active with a parallelism of ${spec.parallelism}`);
  return broken;
}

function endIsFinal({ status = {} }: Job): string[] {
  const isTrue = (type: string): boolean => status.conditions?.some((condition) => condition.type === type && condition.status === "True") === true;
  const broken: string[] = [];
  if (isTrue("Complete") && isTrue("Failed")) broken.push("it is Complete and Failed");
  if ((isTrue("Complete") || isTrue("Failed")) && (status.active ?? 0) > 0) broken.push(`it has ended with ${status.active} active pods`);
  return broken;
}

/** What must hold once everything has settled: nobody waits for a finalizer that nobody will remove. */
export async function leftoverFinalizers(client: Client): Promise<string[]> {
  const [jobList, podList] = await Promise.all([client.list(jobs), client.list(pods)]);
  const ended = new Set(jobList.items.filter(({ status }) => status?.conditions?.some(({ type }) => type === "Complete" || type === "Failed")).map(({ metadata }) => metadata.uid));
  const running = new Set(jobList.items.map(({ metadata }) => metadata.uid).filter((uid) => !ended.has(uid)));
  return podList.items
    .filter(({ metadata }) => metadata.finalizers?.includes(trackingFinalizer) && !metadata.ownerReferences?.some(({ uid }) => running.has(uid)))
    .map(({ metadata }) => `pod ${metadata.name} still has ${trackingFinalizer}`);
}
