/**
 * Runs many histories and reports those that went wrong: `npm run histories -- [--count 1000] [--seed 1] [--threads 2]
 * [--only SEED]`. History number n of a run has the seed `seed + n`; `--only` runs a single one and prints its plan.
 * Exits 1 when one failed.
 */
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { RealClock } from "../../base/real-clock.ts";
import type { Plan } from "./plan.ts";
import { makePlan } from "./plan.ts";
import { type Answer, answerFor } from "./worker.ts";

const { values } = parseArgs({ options: { count: { type: "string", default: "1000" }, seed: { type: "string", default: "1" }, threads: { type: "string", default: "2" }, only: { type: "string" } } });
const [count, seed, threads] = [Number(values.count), Number(values.seed), Number(values.threads)];
const progressEveryMs = 10_000;

const clock = new RealClock();
const startedAt = clock.monotonic();
const totals = { histories: 0, failed: 0, jobs: 0, revisions: 0, virtualMs: 0 };

function describe({ steps }: Plan): string {
  return steps.map(({ atMs, step }) => `  ${(atMs / 1_000).toFixed(1)}s ${JSON.stringify(step)}`).join("\n");
}

function take({ result, shortest }: Answer): void {
  totals.histories++;
  totals.jobs += result.jobs;
  totals.revisions += result.revisions;
  totals.virtualMs += result.virtualMs;
  if (shortest === undefined) return;
  totals.failed++;
  process.exitCode = 1;
  console.log(`seed ${result.seed}: ${result.broken.join("; ")}\n${describe(shortest)}\n  again: npm run histories -- --only ${result.seed}`);
}

function summary(): string {
  const seconds = (clock.monotonic() - startedAt) / 1_000;
  const { histories, failed, jobs, revisions, virtualMs } = totals;
  return `${histories} histories from seed ${seed}, ${failed} failed; ${jobs} jobs, ${revisions} writes, ${(virtualMs / 3_600_000).toFixed(1)} h of cluster time in ${seconds.toFixed(1)} s (${(histories / seconds).toFixed(1)} a second)`;
}

async function tellProgress(signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(progressEveryMs, signal);
    console.log(`${totals.histories} of ${count}, ${totals.failed} failed`);
  }
}

/** Hands out the seeds, the next one to whichever thread is done with its last. */
async function runAll(): Promise<void> {
  let next = 0;
  const stopping = new AbortController();
  void tellProgress(stopping.signal).catch(() => {}); // only the signal ends it
  const runThread = (): Promise<void> => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const handOut = (): void => {
      if (next < count) worker.postMessage(seed + next++);
      else void worker.terminate().then(() => resolve());
    };
    worker.on("error", reject);
    worker.on("message", (answer: Answer) => {
      take(answer);
      handOut();
    });
    handOut();
    return promise;
  };
  try {
    await Promise.all(Array.from({ length: threads }, runThread));
  } finally {
    stopping.abort();
  }
}

if (values.only === undefined) await runAll();
else {
  const answer = await answerFor(Number(values.only));
  take(answer);
  if (answer.shortest === undefined) console.log(describe(makePlan(Number(values.only))));
}
console.log(summary());
