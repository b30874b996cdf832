import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Benchmark } from "../contract.ts";
import type { Measured } from "./measure.ts";

const podCount = 10_000;
const warmUpPods = 1_000;

/**
 * A hundred nodes' control plane is given memory: with the small young generation of a cluster at rest, a quarter of all
 * processor time goes into copying what lives a little longer than it.
 */
const youngHalfMib = 128;
const flags = ["--disable-warning=ExperimentalWarning", `--min-semi-space-size=${youngHalfMib}`, `--max-semi-space-size=${youngHalfMib}`, "--v8-pool-size=1"];

export const benchmark: Benchmark = {
  name: "simulated-pods",
  summary: `${podCount} simulated pods of 100 Jobs: created, scheduled, run and completed, every write on disk`,
  async run(say) {
    say(`${warmUpPods} pods to warm up, then ${podCount}`);
    const program = fileURLToPath(new URL("./measure.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, String(warmUpPods), String(podCount)]);
    const { podsPerSecond, residentBytes } = JSON.parse(stdout) as Measured;
    return [
      { what: "pods a second, from the first Job's creation to the last one's end", value: podsPerSecond, unit: "/s", goal: "1,000 /s; upstream with KWOK 41 to 50 on such a machine" },
      { what: "resident memory of control plane and nodes after that", value: residentBytes / 1_024 ** 2, unit: "MB" },
    ];
  },
};
