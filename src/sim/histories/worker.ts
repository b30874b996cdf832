/** Runs histories one after the other, by the seeds that it is told, and answers with what came of each. */
import { parentPort } from "node:worker_threads";
import { makePlan, type Plan } from "./plan.ts";
import { type HistoryResult, runHistory } from "./run-history.ts";
import { shortestFailure } from "./shorten.ts";

/** What became of one seed; the fewest steps that lead to the failure come with it. */
export interface Answer {
  readonly result: HistoryResult;
  readonly shortest?: Plan;
}

/** An error that ends a history is a failure like any other. */
export async function answerFor(seed: number): Promise<Answer> {
  const plan = makePlan(seed);
  const result = await runHistory(plan).catch((error: Error): HistoryResult => ({ seed, broken: [error.stack ?? String(error)], jobs: 0, revisions: 0, virtualMs: 0 }));
  return result.broken.length === 0 ? { result } : { result, shortest: await shortestFailure(plan) };
}

parentPort?.on("message", (seed: number) => void answerFor(seed).then((answer) => parentPort?.postMessage(answer)));
