import { formatLabels, formatNumber } from "./labels.ts";
import { Family, type MetricOptions } from "./family.ts";

export interface HistogramOptions extends MetricOptions {
  /** Upper bounds of the buckets, ascending; one for everything above is added. Default: `defaultBuckets`. */
  readonly buckets?: readonly number[];
}

/** Seconds. Source: prometheus client_golang DefBuckets. */
export const defaultBuckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** `count` bounds, each `factor` times the one before. Source: prometheus client_golang ExponentialBuckets. */
export function exponentialBuckets(start: number, factor: number, count: number): number[] {
  const bounds: number[] = [];
  // Multiplied step by step, as there: a power rounds otherwise, and the bounds are names of series.
  for (let bound = start; bounds.length < count; bound *= factor) bounds.push(bound);
  return bounds;
}

export class HistogramSeries {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] as number)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.sum += value;
  }

  get count(): number {
    return this.#counts.reduce((total, count) => total + count, 0);
  }

  /** How many values were at most each bound; the last is all of them. */
  cumulative(): { readonly bound: number; readonly count: number }[] {
    let count = 0;
    return this.#counts.map((inBucket, index) => {
      count += inBucket;
      return { bound: this.#bounds[index] ?? Number.POSITIVE_INFINITY, count };
    });
  }
}

/** How values are spread. */
export class Histogram extends Family<HistogramSeries> {
  readonly #buckets: readonly number[];

  constructor({ buckets = defaultBuckets, ...options }: HistogramOptions) {
    super(options, "histogram");
    this.#buckets = buckets;
  }

  /** Of a histogram without labels. */
  observe(value: number): void {
    this.labels().observe(value);
  }

  protected override newSeries(): HistogramSeries {
    return new HistogramSeries(this.#buckets);
  }

  protected override writeSeries(lines: string[], series: HistogramSeries, names: readonly string[], values: readonly string[]): void {
    const cumulative = series.cumulative();
    for (const { bound, count } of cumulative) {
      lines.push(`${this.name}_bucket${formatLabels([...names, "le"], [...values, formatNumber(bound)])} ${count}`);
    }
    const labels = formatLabels(names, values);
    lines.push(`${this.name}_sum${labels} ${formatNumber(series.sum)}`, `${this.name}_count${labels} ${cumulative.at(-1)?.count ?? 0}`);
  }
}
