import type { Job } from "../api/types/batch/v1.gen.ts";
import type { Pod } from "../api/types/core/v1.gen.ts";
import type { Millis } from "../base/clock.ts";
import { jobs, pods } from "../client/resources.ts";
import { parseTime } from "../machinery/time/time.ts";
import type { Simulation } from "./simulation.ts";

/**
 * The cluster's Jobs and pods as text that says the same whatever names chance gave: pods are numbered in the order in
 * which their owner made them, and show the time of their creation since the start of the scenario.
 */
export async function renderState({ client, clock }: Simulation, elapsedMs: Millis): Promise<string> {
  const startedAt = clock.now() - elapsedMs;
  const [jobList, podList] = await Promise.all([client.list(jobs), client.list(pods)]);
  const lines = jobList.items.flatMap((job) => {
    const owned = podList.items.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid)).toSorted(byAge);
    return [jobLine(job), ...owned.map((pod, place) => podLine(pod, { name: `${job.metadata.name}#${place + 1}`, startedAt }))];
  });
  return [`at ${elapsedMs / 1_000}s`, ...lines].join("\n");
}

function byAge(a: Pod, b: Pod): number {
  const tieBreaker = ({ metadata, spec }: Pod): string => `${spec?.nodeName} ${metadata.name}`;
  return parseTime(a.metadata.creationTimestamp) - parseTime(b.metadata.creationTimestamp) || (tieBreaker(a) < tieBreaker(b) ? -1 : 1);
}

function jobLine({ metadata, status = {} }: Job): string {
  const conditions = (status.conditions ?? []).filter((condition) => condition.status === "True").map(({ type, reason }) => `${type}(${reason})`);
  const deleting = metadata.deletionTimestamp === undefined ? [] : ["Terminating"];
  return [`job ${metadata.name}`, `active=${status.active ?? 0}`, `succeeded=${status.succeeded ?? 0}`, `failed=${status.failed ?? 0}`, ...conditions, ...deleting].join(" ");
}

function podLine({ metadata, spec, status = {} }: Pod, { name, startedAt }: { name: string; startedAt: Millis }): string {
  const exitCode = status.containerStatuses?.[0]?.state?.terminated?.exitCode;
  const createdSeconds = Math.max(0, Math.round((parseTime(metadata.creationTimestamp) - startedAt) / 1_000));
  return [
    `  pod ${name}`,
    `node=${spec?.nodeName ?? "none"}`,
    `created=${createdSeconds}s`,
    status.phase ?? "Unknown",
    ...(exitCode === undefined ? [] : [`exit=${exitCode}`]),
    ...(metadata.deletionTimestamp === undefined ? [] : ["Terminating"]),
  ].join(" ");
}
