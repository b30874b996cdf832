/** One figure of a benchmark. A figure without something beside it says little: machines differ and drift. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The bare cost of the same, measured in the same run, in the same unit. */
  readonly bare?: number;
  /** What the figure is to stay within, in words, e.g. `at most 2.0 of bare`. */
  readonly goal?: string;
}

/** One folder `bench/<name>/`, whose `bench.ts` exports `benchmark`. */
export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  /** Measures and cleans up after itself. `say` shows progress. */
  run(say: (text: string) => void): Promise<readonly Row[]>;
}

/** The middle value of a non-empty list. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the share `q` (0..1) of a non-empty list lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
  if (value === undefined) throw new Error("no values to take a quantile of");
  return value;
}
