import { testCluster } from "../../test/support/cluster.ts";
import { measureBare } from "../bare/measure.ts";
import type { Benchmark } from "../contract.ts";
import { usageOf } from "../shared/process-usage.ts";
import { ShortJobs } from "../shared/short-jobs.ts";
import { timed } from "../shared/timing.ts";

const clients = 16;
const warmUpJobs = 200;
const jobCount = 1_000;

export const benchmark: Benchmark = {
  name: "job-stream",
  summary: `${jobCount} Jobs of one pod that runs \`true\`, each deleted by its TTL, ${clients} under way at a time; and what memory they leave`,
  async run(say) {
    const cluster = await testCluster({ name: "benchstream", images: ["busybox"] });
    const jobs = new ShortJobs(cluster, { ttlSecondsAfterFinished: 0 });
    const residentMb = (): number => usageOf(`serve\0--data-dir\0${cluster.dataDir}`).residentBytes / 1e6;
    try {
      await stream(jobs, "warm", warmUpJobs);
      const before = residentMb();
      const ms = await timed(() => stream(jobs, "many", jobCount));
      const after = residentMb();
      say("measuring bare containers");
      const bare = await measureBare(200);
      return [
        { what: "Jobs a second (bare: containers a second, 8 at once)", value: jobCount / (ms / 1_000), unit: "/s", bare: bare.ratePerSecondAt8, goal: "at least 0.60 of bare" },
        { what: `resident memory after them (bare: after the first ${warmUpJobs})`, value: after, unit: "MB", bare: before, goal: "does not grow with the number done" },
      ];
    } finally {
      await jobs.close();
      await cluster.dispose();
    }
  },
};

/** Every client waits for the end of its Job before it creates the next. */
async function stream(jobs: ShortJobs, prefix: string, count: number): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: clients }, async () => {
    while (next < count) await jobs.run(`${prefix}-${next++}`);
  }));
}
