import { test } from "node:test";
import type { JobLab } from "./lab.ts";

/** What happens to a Job on its way, told step by step. */
export interface Life {
  /** A sentence: the name of the test. */
  readonly name: string;
  readonly run: (lab: JobLab) => Promise<void>;
}

export function lifeTests(lives: readonly Life[], lab: () => JobLab): void {
  for (const { name, run } of lives) test(name, () => run(lab()));
}
