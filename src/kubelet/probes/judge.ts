/** What a probe has seen so far. */
export interface ProbeTally {
  /** The verdict that holds; undefined before the first. */
  readonly verdict?: boolean;
  readonly successes: number;
  readonly failures: number;
}

export const freshTally: ProbeTally = { successes: 0, failures: 0 };

/** Counts one more result; the verdict turns only after as many equal results in a row as its threshold says. */
export function judge(tally: ProbeTally, success: boolean, thresholds: { readonly successThreshold: number; readonly failureThreshold: number }): ProbeTally {
  const successes = success ? tally.successes + 1 : 0;
  const failures = success ? 0 : tally.failures + 1;
  if (success && successes >= thresholds.successThreshold) return { verdict: true, successes, failures };
  if (!success && failures >= thresholds.failureThreshold) return { verdict: false, successes, failures };
  return { verdict: tally.verdict, successes, failures };
}
