import { testCluster } from "../../test/support/cluster.ts";
import { type Benchmark, median } from "../contract.ts";
import { timed, timedProgram } from "../shared/timing.ts";

const runs = 7;

export const benchmark: Benchmark = {
  name: "up",
  summary: "from nothing to node Ready, as `wherry up` takes it on the user's Node.js",
  async run(say) {
    const times: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round <= runs; round += 1) {
      const cluster = await testCluster({ name: "benchup", start: false });
      try {
        const took = await timed(() => cluster.up());
        const nodeAlone = await timedProgram(process.execPath, ["-e", "0"]);
        if (round === 0) continue; // builds what is stale and fills the page cache
        times.push(took / 1000);
        bare.push((2 * nodeAlone) / 1000);
        say(`round ${round}: ${took.toFixed(0)} ms`);
      } finally {
        await cluster.dispose();
      }
    }
    return [{ what: "nothing to node Ready (bare: Node.js started twice)", value: median(times), unit: "s", bare: median(bare), goal: "at most 1.5 s" }];
  },
};
