/**
 * Steady work on a simulated cluster: `node src/sim/soak/main.ts [--hours 24]`. Prints the heap after every hour of cluster
 * time and fails when the last is more than 20 MB above the second: by then every cache with a time limit is full. What still fills
 * for about a day are the event correlators, of 4,096 entries each; with 64 entries the heap stays level from the second
 * hour on.
 */
import { parseArgs } from "node:util";
import { Simulation } from "../simulation.ts";
import { heapBytes } from "./heap.ts";
import { SteadyWork } from "./work.ts";

const allowedGrowthBytes = 20 * 1_024 ** 2;
const { values } = parseArgs({ options: { hours: { type: "string", default: "24" } } });
const simulation = await Simulation.start({ seed: 1 });
const work = new SteadyWork(simulation);
const heaps: number[] = [];
for (let hour = 1; hour <= Number(values.hours); hour++) {
  for (let minute = 0; minute < 60; minute++) await work.minute();
  heaps.push(heapBytes());
  console.log(`hour ${hour}: ${(heaps.at(-1)! / 1_024 ** 2).toFixed(1)} MB of heap, ${simulation.clock.pending} timers, ${simulation.errors.length} errors`);
}
for (const error of simulation.errors) console.log(error);
await simulation.stop();
const grownBytes = heaps.at(-1)! - (heaps[1] ?? heaps[0]!);
if (grownBytes > allowedGrowthBytes) {
  console.error(`the heap has grown by ${(grownBytes / 1_024 ** 2).toFixed(1)} MB since the second hour; ${allowedGrowthBytes / 1_024 ** 2} MB are allowed`);
  process.exitCode = 1;
}
