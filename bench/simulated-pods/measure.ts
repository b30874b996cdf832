import type { Job } from "../../src/api/types/batch/v1.gen.ts";
import type { Transport } from "../../src/client/transport.ts";
import { isConditionTrue } from "../../src/machinery/meta/conditions.ts";
import { timed } from "../shared/timing.ts";
import { podsPerNode } from "./nodes.ts";
import { startSimulatedCluster } from "./simulated-cluster.ts";

/** What the process of the simulated cluster is asked by its arguments, and answers on its standard output. */
export interface Measured {
  readonly podsPerSecond: number;
  /** Of the whole process, when all pods have ended. */
  readonly residentBytes: number;
}

const podsPerJob = 100;
const jobs = { group: "batch", version: "v1", resource: "jobs" };

/** Creates Jobs with that many pods in all, and sees the last of them end through one watch. */
async function complete(transport: Transport, prefix: string, pods: number): Promise<void> {
  const names = new Set(Array.from({ length: pods / podsPerJob }, (_, index) => `${prefix}-${index}`));
  const stopping = new AbortController();
  const ended = seeEnd(transport, new Set(names), stopping.signal);
  await Promise.all([...names].map((name) => transport.request({ verb: "create", resource: jobs, namespace: "default", body: jobOf(name) })));
  await ended;
  stopping.abort();
}

async function seeEnd(transport: Transport, names: Set<string>, signal: AbortSignal): Promise<void> {
  for await (const event of transport.watch<Job>({ verb: "watch", resource: jobs, namespace: "default" }, signal)) {
    if (event.type !== "ADDED" && event.type !== "MODIFIED") continue;
    const { metadata, status } = event.object;
    if (isConditionTrue(status?.conditions, "Failed")) throw new Error(`Job ${metadata.name} failed`);
    if (isConditionTrue(status?.conditions, "Complete")) names.delete(metadata.name ?? "");
    if (names.size === 0) return;
  }
}

function jobOf(name: string): Job {
  const container = { name: "c", image: "busybox", imagePullPolicy: "IfNotPresent" as const, command: ["true"] };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec: { parallelism: podsPerJob, completions: podsPerJob, template: { spec: { restartPolicy: "Never", containers: [container] } } } } as Job;
}

const [warmUpPods = 0, podCount = 0] = process.argv.slice(2).map(Number);
const cluster = await startSimulatedCluster(Math.ceil((podCount + warmUpPods) / podsPerNode));
try {
  await complete(cluster.transport, "warm", warmUpPods);
  const ms = await timed(() => complete(cluster.transport, "many", podCount));
  console.log(JSON.stringify({ podsPerSecond: podCount / (ms / 1_000), residentBytes: process.memoryUsage.rss() } satisfies Measured));
} finally {
  await cluster.close();
}
