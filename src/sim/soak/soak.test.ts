import assert from "node:assert/strict";
import { test } from "node:test";
import { pods } from "../../client/resources.ts";
import { Simulation } from "../simulation.ts";
import { heapBytes } from "./heap.ts";
import { SteadyWork } from "./work.ts";

/** Events stay for an hour, changes for ten minutes: what else grows in this time is a leak. Measured: 1.2 MB. */
const allowedGrowthBytes = 3 * 1_024 ** 2;

test("soak: a quarter of an hour of steady work leaves neither memory, timers nor pods behind", async () => {
  const simulation = await Simulation.start({ seed: 1 });
  const work = new SteadyWork(simulation);
  for (let minute = 0; minute < 5; minute++) await work.minute();
  const before = { heapBytes: heapBytes(), timers: simulation.clock.pending, pods: (await simulation.client.list(pods)).items.length };
  for (let minute = 0; minute < 15; minute++) await work.minute();
  const after = { heapBytes: heapBytes(), timers: simulation.clock.pending, pods: (await simulation.client.list(pods)).items.length };
  assert.ok(after.heapBytes < before.heapBytes + allowedGrowthBytes, `the heap grew by ${after.heapBytes - before.heapBytes} bytes`);
  assert.ok(after.timers <= before.timers + 10, `${after.timers} timers after ${before.timers}`);
  assert.ok(after.pods <= before.pods + 5, `${after.pods} pods after ${before.pods}`);
  assert.deepEqual(simulation.errors.slice(-5), []);
  await simulation.stop();
});
