import type { Job } from "../../src/api/types/batch/v1.gen.ts";
import type { Transport } from "../../src/client/transport.ts";
import { isConditionTrue } from "../../src/machinery/meta/conditions.ts";
import type { Benchmark } from "../contract.ts";
import { timed } from "../shared/timing.ts";
import { podsPerNode } from "./nodes.ts";
import { startSimulatedCluster } from "./simulated-cluster.ts";

const podCount = 10_000;
const podsPerJob = 100;
const warmUpPods = 1_000;

const jobs = { group: "batch", version: "v1", resource: "jobs" };

export const benchmark: Benchmark = {
  name: "simulated-pods",
  summary: `${podCount} simulated pods of ${podCount / podsPerJob} Jobs: created, scheduled, run and completed, every write on disk`,
  async run(say) {
    const cluster = await startSimulatedCluster(Math.ceil((podCount + warmUpPods) / podsPerNode));
    try {
      say("warming up");
      await complete(cluster.transport, "warm", warmUpPods);
      say(`${podCount} pods`);
      const ms = await timed(() => complete(cluster.transport, "many", podCount));
      return [{ what: "pods a second, from the first Job's creation to the last one's end", value: podCount / (ms / 1_000), unit: "/s", goal: "1,000 /s; upstream with KWOK 41 to 50 on such a machine" }];
    } finally {
      await cluster.close();
    }
  },
};

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
