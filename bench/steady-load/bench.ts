import { setTimeout as sleep } from "node:timers/promises";
import { createHttpTransport, type HttpTransport } from "../../src/client/http/http-transport.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { testCluster } from "../../test/support/cluster.ts";
import { type Benchmark, median } from "../contract.ts";
import { usageOf } from "../shared/process-usage.ts";
import { ShortJobs } from "../shared/short-jobs.ts";

/** Minutes of load; the first one fills caches and is not judged. */
const minutes = Number(process.env["STEADY_MINUTES"] ?? 10);
const clients = 4;
const sampleMs = 5_000;
const configMaps = { group: "", version: "v1", resource: "configmaps" };

export const benchmark: Benchmark = {
  name: "steady-load",
  summary: `memory under ${minutes} minutes of writes, reads, watches and Jobs, against what it was after the first minute`,
  async run(say) {
    const cluster = await testCluster({ name: "benchload", images: ["busybox"] });
    const stopping = new AbortController();
    const jobs = new ShortJobs(cluster);
    const transports = Array.from({ length: clients }, () => createHttpTransport(loadKubeconfig(cluster.kubeconfig).endpoint));
    try {
      const work = { jobs: 0, rounds: 0 };
      const working = [...transports.map((transport, index) => churn(transport, { name: `client-${index}`, work, signal: stopping.signal })), runJobs(jobs, work, stopping.signal)];
      const perMinute: number[][] = [];
      for (let elapsedMs = 0; elapsedMs < minutes * 60_000; elapsedMs += sampleMs) {
        await sleep(sampleMs);
        (perMinute[Math.floor(elapsedMs / 60_000)] ??= []).push(usageOf(`serve\0--data-dir\0${cluster.dataDir}`).residentBytes / 1e6);
        if ((elapsedMs + sampleMs) % 60_000 === 0) say(`after ${(elapsedMs + sampleMs) / 60_000} minutes: ${perMinute.at(-1)?.at(-1)?.toFixed(0)} MB; ${work.jobs} Jobs and ${work.rounds} rounds of requests so far`);
      }
      stopping.abort();
      await Promise.all(working);
      const [first = [], ...later] = perMinute;
      return [{ what: "resident memory in the last minute (bare: at the end of the first)", value: median(later.at(-1) ?? first), unit: "MB", bare: first.at(-1) ?? 0, goal: "at most 1.15 of the first minute's" }];
    } finally {
      stopping.abort();
      await jobs.close();
      for (const transport of transports) await transport.close();
      await cluster.dispose();
    }
  },
};

/** How much was done: on a busy machine the first minute may be too short to fill what has a bound. */
interface Work {
  jobs: number;
  rounds: number;
}

/** Creates, changes, reads, lists, watches and deletes, over and over. */
async function churn(transport: HttpTransport, { name, work, signal }: { name: string; work: Work; signal: AbortSignal }): Promise<void> {
  const namespace = "default";
  for (let round = 0; !signal.aborted; round += 1) {
    const own = `${name}-${round % 50}`;
    const watching = new AbortController();
    const seen = (async () => {
      for await (const _event of transport.watch({ verb: "watch", resource: configMaps, namespace, options: { fieldSelector: `metadata.name=${own}` } }, watching.signal)) if (signal.aborted) return;
    })();
    await transport.request({ verb: "create", resource: configMaps, namespace, body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: own }, data: { round: String(round) } } as never });
    for (let change = 0; change < 5; change += 1) {
      await transport.request({ verb: "patch", resource: configMaps, namespace, name: own, patchType: "application/merge-patch+json", body: { data: { change: String(change) } } });
      await transport.request({ verb: "get", resource: configMaps, namespace, name: own });
    }
    await transport.list({ verb: "list", resource: configMaps, namespace });
    await transport.request({ verb: "delete", resource: configMaps, namespace, name: own });
    watching.abort();
    await seen;
    work.rounds += 1;
    await sleep(20);
  }
}

/** One short Job after the other, each deleted when it has ended. */
async function runJobs(jobs: ShortJobs, work: Work, signal: AbortSignal): Promise<void> {
  for (let number = 0; !signal.aborted; number += 1) {
    const name = `load-${number}`;
    await jobs.run(name);
    await jobs.transport.request({ verb: "delete", resource: { group: "batch", version: "v1", resource: "jobs" }, namespace: "default", name, options: { propagationPolicy: "Background" } });
    work.jobs += 1;
  }
}
