import { Family, type MetricOptions } from "./family.ts";
import { formatLabels, formatNumber } from "./labels.ts";

export type { Metric, MetricOptions, Stability } from "./family.ts";
export { defaultBuckets, exponentialBuckets, Histogram, type HistogramSeries } from "./histogram.ts";
export { MetricsRegistry, metricsContentType } from "./registry.ts";

export interface CounterSeries {
  readonly value: number;
  inc(by?: number): void;
}

class NumberSeries {
  value = 0;

  inc(by = 1): void {
    this.value += by;
  }

  dec(by = 1): void {
    this.value -= by;
  }

  set(value: number): void {
    this.value = value;
  }
}

/** A number that only grows. */
export class Counter extends Family<CounterSeries> {
  constructor(options: MetricOptions) {
    super(options, "counter");
  }

  /** Of a counter without labels. */
  inc(by = 1): void {
    this.labels().inc(by);
  }

  protected override newSeries(): CounterSeries {
    return new NumberSeries();
  }

  protected override writeSeries(lines: string[], series: CounterSeries, names: readonly string[], values: readonly string[]): void {
    lines.push(`${this.name}${formatLabels(names, values)} ${formatNumber(series.value)}`);
  }
}

export interface GaugeSeries extends CounterSeries {
  dec(by?: number): void;
  set(value: number): void;
}

/** A number that goes up and down. */
export class Gauge extends Family<GaugeSeries> {
  constructor(options: MetricOptions) {
    super(options, "gauge");
  }

  /** Of a gauge without labels. */
  set(value: number): void {
    this.labels().set(value);
  }

  inc(by = 1): void {
    this.labels().inc(by);
  }

  dec(by = 1): void {
    this.labels().dec(by);
  }

  protected override newSeries(): GaugeSeries {
    return new NumberSeries();
  }

  protected override writeSeries(lines: string[], series: GaugeSeries, names: readonly string[], values: readonly string[]): void {
    lines.push(`${this.name}${formatLabels(names, values)} ${formatNumber(series.value)}`);
  }
}
