import type { Plan } from "./plan.ts";
import { runHistory } from "./run-history.ts";

/** The plan less every step without which it fails all the same. One pass: each step is left out once. */
export async function shortestFailure(plan: Plan): Promise<Plan> {
  let shortest = plan;
  for (const candidate of plan.steps.toReversed()) {
    const without: Plan = { ...shortest, steps: shortest.steps.filter((step) => step !== candidate) };
    if (await fails(without)) shortest = without;
  }
  return shortest;
}

async function fails(plan: Plan): Promise<boolean> {
  try {
    return (await runHistory(plan)).broken.length > 0;
  } catch {
    return true;
  }
}
