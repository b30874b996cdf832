import type { Job } from "../api/types/batch/v1.gen.ts";
import type { Pod } from "../api/types/core/v1.gen.ts";
import type { Millis } from "../base/clock.ts";
import { configMaps, jobs, namespaces, pods } from "../client/resources.ts";
import { parseTime } from "../machinery/time/time.ts";
import type { Simulation } from "./simulation.ts";

/**
 * The cluster's Jobs and pods as text that says the same whatever names chance gave: pods of a Job are numbered in the
 * order in which it made them (those whose Job is gone as `jobless`), and show the time of their creation since `origin`. Other namespaces and ConfigMaps are
 * listed where a scenario has made some.
 */
export async function renderState({ client, clock }: Simulation, origin: { readonly elapsedMs: Millis; readonly wallMs: Millis }): Promise<string> {
  const [jobList, podList, namespaceList, configMapList] = await Promise.all([client.list(jobs), client.list(pods), client.list(namespaces), client.list(configMaps)]);
  const shown = new Set<Pod>();
  const lines = jobList.items.flatMap((job) => {
    const owned = podList.items.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid)).toSorted(byAge);
    for (const pod of owned) shown.add(pod);
    return [jobLine(job), ...owned.map((pod, place) => podLine(pod, { name: `${job.metadata.name}#${place + 1}`, startedAt: origin.wallMs }))];
  });
  const others = podList.items.filter((pod) => !shown.has(pod)).toSorted(byAge);
  return [
    `at ${(clock.monotonic() - origin.elapsedMs) / 1_000}s`,
    ...namespaceList.items.filter(({ metadata }) => !/^(default|kube-.*)$/.test(metadata?.name ?? "")).map(({ metadata, status }) => `namespace ${metadata?.name} ${status?.phase}`),
    ...configMapList.items.filter(({ metadata }) => metadata?.name !== "kube-root-ca.crt" && metadata?.namespace !== "kube-system").map(({ metadata }) => `configmap ${metadata?.namespace}/${metadata?.name}${metadata?.deletionTimestamp === undefined ? "" : " Terminating"}`),
    ...lines,
    ...others.map((pod, place) => podLine(pod, { name: pod.metadata.generateName === undefined ? (pod.metadata.name ?? "") : `jobless#${place + 1}`, startedAt: origin.wallMs })),
  ].join("\n");
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
