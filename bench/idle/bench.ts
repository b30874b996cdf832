import { setTimeout as sleep } from "node:timers/promises";
import { testCluster } from "../../test/support/cluster.ts";
import type { Benchmark } from "../contract.ts";
import { usageOf } from "../shared/process-usage.ts";

const settleMs = 30_000;
const measuredMs = 60_000;

export const benchmark: Benchmark = {
  name: "idle",
  summary: "what a cluster at rest costs: all of its processes, half a minute after its start, over a minute",
  async run(say) {
    const cluster = await testCluster({ name: "benchidle" });
    try {
      say("letting it settle");
      await sleep(settleMs);
      const before = usageOf(cluster.dataDir);
      say("measuring for a minute");
      await sleep(measuredMs);
      const after = usageOf(cluster.dataDir);
      const cpuPercent = ((after.cpuSeconds - before.cpuSeconds) / (measuredMs / 1000)) * 100;
      return [
        { what: "resident memory of all processes", value: after.residentBytes / 1e6, unit: "MB", goal: "at most 150 MB" },
        { what: "processor, share of one core", value: cpuPercent, unit: "%", goal: "under 0.5 %" },
      ];
    } finally {
      await cluster.dispose();
    }
  },
};
