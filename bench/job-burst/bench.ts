import { testCluster } from "../../test/support/cluster.ts";
import { measureBare } from "../bare/measure.ts";
import { type Benchmark, median } from "../contract.ts";
import { ShortJobs } from "../shared/short-jobs.ts";
import { timed } from "../shared/timing.ts";

const clients = 16;
const jobCount = 200;
const rounds = 3;

export const benchmark: Benchmark = {
  name: "job-burst",
  summary: `${jobCount} Jobs of one pod that runs \`true\`, created by ${clients} clients at once; until the last is seen Complete`,
  async run(say) {
    const cluster = await testCluster({ name: "benchburst", images: ["busybox"] });
    const jobs = new ShortJobs(cluster);
    try {
      await burst(jobs, "warm", 40);
      const rates: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const ms = await timed(() => burst(jobs, `round${round}`, jobCount));
        rates.push(jobCount / (ms / 1000));
        say(`round ${round + 1}: ${rates.at(-1)?.toFixed(1)} a second`);
      }
      say("measuring bare containers");
      const bare = await measureBare(jobCount);
      return [{ what: "Jobs a second (bare: containers a second, 8 at once)", value: median(rates), unit: "/s", bare: bare.ratePerSecondAt8, goal: "at least 0.60 of bare" }];
    } finally {
      await jobs.close();
      await cluster.dispose();
    }
  },
};

/** Every client creates its next Job as soon as the one before is acknowledged; all are waited for. */
async function burst(jobs: ShortJobs, prefix: string, count: number): Promise<void> {
  let next = 0;
  const ends: Promise<number>[] = [];
  await Promise.all(Array.from({ length: clients }, async () => {
    while (next < count) {
      const { completed } = await jobs.create(`${prefix}-${next++}`);
      ends.push(completed);
    }
  }));
  await Promise.all(ends);
}
