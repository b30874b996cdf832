import type { Job } from "../../api/types/batch/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import type { Weather } from "../faults.ts";
import { pick, randomJob } from "./jobs.ts";

/** What happens to the cluster from outside. */
export type Step =
  | { readonly type: "create"; readonly job: Job }
  /** The component dies at its n-th write from now, or at the end of `downMs`, when another takes its place. */
  | { readonly type: "crash"; readonly component: string; readonly nth: number; readonly lost: "request" | "answer"; readonly downMs: Millis }
  | { readonly type: "crashServer"; readonly downMs: Millis }
  | { readonly type: "weather"; readonly component: string; readonly weather: Weather; readonly forMs: Millis }
  | { readonly type: "partition"; readonly node: string; readonly forMs: Millis }
  | { readonly type: "suspend"; readonly job: string; readonly suspend: boolean }
  | { readonly type: "scale"; readonly job: string; readonly parallelism: number }
  /** Sets completions and parallelism to the same number, which is refused where the Job is not Indexed. */
  | { readonly type: "stretch"; readonly job: string; readonly size: number }
  | { readonly type: "label"; readonly job: string; readonly value: string }
  /** Deletes the pod of that rank by name among those there are. */
  | { readonly type: "deletePod"; readonly rank: number; readonly graceSeconds?: number }
  | { readonly type: "labelPod"; readonly rank: number; readonly value: string }
  | { readonly type: "deleteJob"; readonly job: string; readonly propagationPolicy: "Foreground" | "Background" | "Orphan" };

export interface Plan {
  readonly seed: number;
  readonly nodes: readonly string[];
  /** By time from the start. */
  readonly steps: readonly { readonly atMs: Millis; readonly step: Step }[];
}

/** For so long things happen from outside; then the cluster is left to itself. */
const troubleMs: Millis = 60_000;

/** The same seed gives the same plan. */
export function makePlan(seed: number): Plan {
  const random = new SeededRandom(seed);
  const nodes = random.int(3) === 0 ? ["a", "b"] : ["a"];
  const names = Array.from({ length: 1 + random.int(4) }, (_, place) => `job-${place}`);
  const creations = names.map((name) => ({ atMs: random.int(troubleMs / 2), step: { type: "create" as const, job: randomJob(name, random) } }));
  const troubles = Array.from({ length: 2 + random.int(14) }, () => ({ atMs: random.int(troubleMs), step: randomStep(random, { nodes, names }) }));
  return { seed, nodes, steps: [...creations, ...troubles].sort((a, b) => a.atMs - b.atMs) };
}

function randomStep(random: Random, { nodes, names }: { readonly nodes: readonly string[]; readonly names: readonly string[] }): Step {
  const job = pick(random, names);
  const component = pick(random, ["controllers", "controllers", "controllers", "scheduler", ...nodes]);
  switch (random.int(12)) {
    case 0:
    case 1:
    case 2:
      return { type: "crash", component, nth: 1 + random.int(8), lost: pick(random, ["request", "answer"]), downMs: 500 + random.int(10_000) };
    case 3:
      return { type: "crashServer", downMs: random.int(5_000) };
    case 4:
    case 5:
      return { type: "weather", component, weather: { lostRequests: random.int(200), lostAnswers: random.int(200), cutWatches: random.int(100), watchDelayMs: random.int(1_000) }, forMs: random.int(60_000) };
    case 6:
      return { type: "partition", node: pick(random, nodes), forMs: random.int(4) === 0 ? 400_000 : random.int(30_000) };
    case 7:
      return { type: "suspend", job, suspend: random.int(2) === 0 };
    case 8:
      return random.int(3) === 0 ? { type: "stretch", job, size: 1 + random.int(7) } : { type: "scale", job, parallelism: random.int(5) };
    case 9:
      return { type: "deletePod", rank: random.int(10), ...(random.int(3) === 0 && { graceSeconds: 0 }) };
    case 10:
      return random.int(2) === 0 ? { type: "label", job, value: `${random.int(100)}` } : { type: "labelPod", rank: random.int(10), value: `${random.int(100)}` };
    default:
      return random.int(3) === 0 ? { type: "deleteJob", job, propagationPolicy: pick(random, ["Foreground", "Background", "Orphan"]) } : { type: "label", job, value: "x" };
  }
}
