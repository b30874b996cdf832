/**
 * Steady work on a simulated cluster: `node src/sim/soak/main.ts [--hours 24]`. Prints what lives on the heap after the
 * first minute, after every hour of cluster time, and after an hour of rest at the end. Fails when a limit is passed:
 *
 * - From the second hour on, when there are as many events as ever, the heap is level.
 * - At rest, when the events have expired, it is where it was after the first minute. V8 learns for an hour or two what
 *   the code does, and the correlators and histories keep a little of what was last.
 */
import { parseArgs } from "node:util";
import { Simulation } from "../simulation.ts";
import { heapBytes } from "./heap.ts";
import { SteadyWork } from "./work.ts";

const megabyte = 1_024 ** 2;
/** Measured: 0.3 MB from the second hour to the 24th, 2.8 MB from the first minute to the rest after the 24th hour. */
const allowed = { sinceSecondHour: 0.6 * megabyte, atRest: 3.5 * megabyte };
const restMs = 70 * 60_000;

const { values } = parseArgs({ options: { hours: { type: "string", default: "24" } } });
const hours = Number(values.hours);
const simulation = await Simulation.start({ seed: 1 });
const work = new SteadyWork(simulation);

function measure(when: string): number {
  const bytes = heapBytes();
  console.log(`${when}: ${(bytes / megabyte).toFixed(2)} MB, ${simulation.clock.pending} timers, ${simulation.errors.length} errors`);
  return bytes;
}

function check(grownBytes: number, limitBytes: number, since: string): void {
  if (grownBytes <= limitBytes) return;
  console.error(`what lives has grown by ${(grownBytes / megabyte).toFixed(2)} MB since ${since}; ${limitBytes / megabyte} MB are allowed`);
  process.exitCode = 1;
}

await work.minute();
const afterFirstMinute = measure("minute 1");
const afterHours: number[] = [];
for (let minute = 1; minute < hours * 60; minute++) {
  await work.minute();
  if ((minute + 1) % 60 === 0) afterHours.push(measure(`hour ${(minute + 1) / 60}`));
}
await simulation.clock.advance(restMs);
const atRest = measure("at rest");
for (const error of simulation.errors) console.log(error);
await simulation.stop();

const [first = afterFirstMinute, second = first] = afterHours;
check((afterHours.at(-1) ?? second) - second, allowed.sinceSecondHour, "the second hour");
check(atRest - afterFirstMinute, allowed.atRest, "the first minute");
