/**
 * Runs many histories and reports those that went wrong: `node src/sim/histories/main.ts [--count 1000] [--seed 1]
 * [--only SEED]`. History number n of a run has the seed `seed + n`; `--only` runs a single one and prints its plan.
 */
import { parseArgs } from "node:util";
import { RealClock } from "../../base/real-clock.ts";
import { makePlan, type Plan } from "./plan.ts";
import { type HistoryResult, runHistory } from "./run-history.ts";
import { shortestFailure } from "./shorten.ts";

const { values } = parseArgs({ options: { count: { type: "string", default: "1000" }, seed: { type: "string", default: "1" }, only: { type: "string" } } });
const count = values.only === undefined ? Number(values.count) : 1;
const seed = Number(values.only ?? values.seed);

function describe({ steps }: Plan): string {
  return steps.map(({ atMs, step }) => `  ${(atMs / 1_000).toFixed(1)}s ${JSON.stringify(step)}`).join("\n");
}

async function report(plan: Plan, { broken }: HistoryResult): Promise<void> {
  const shortest = await shortestFailure(plan);
  console.log(`seed ${plan.seed}: ${broken.join("; ")}\n${describe(shortest)}`);
}

const clock = new RealClock();
const startedAt = clock.monotonic();
const totals = { histories: 0, failed: 0, jobs: 0, revisions: 0, virtualMs: 0 };
for (let place = 0; place < count; place++) {
  const plan = makePlan(seed + place);
  const result = await runHistory(plan).catch((error: Error): HistoryResult => ({ seed: plan.seed, broken: [error.stack ?? String(error)], jobs: 0, revisions: 0, virtualMs: 0 }));
  totals.histories++;
  totals.jobs += result.jobs;
  totals.revisions += result.revisions;
  totals.virtualMs += result.virtualMs;
  if (result.broken.length > 0) {
    totals.failed++;
    process.exitCode = 1;
    await report(plan, result);
  }
  if (values.only !== undefined && result.broken.length === 0) console.log(describe(plan));
}
const seconds = (clock.monotonic() - startedAt) / 1_000;
console.log(`${totals.histories} histories from seed ${seed}, ${totals.failed} failed; ${totals.jobs} jobs, ${totals.revisions} writes, ${(totals.virtualMs / 3_600_000).toFixed(1)} h of cluster time in ${seconds.toFixed(1)} s (${(totals.histories / seconds).toFixed(1)} a second)`);
