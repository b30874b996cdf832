import type { Metric } from "./family.ts";

/** The Content-Type of `write`. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/** The metrics of one process or of one component. */
export class MetricsRegistry {
  readonly #metrics = new Map<string, Metric>();

  /** Adds the metric and returns it. A second one of the same name is a mistake. */
  register<M extends Metric>(metric: M): M {
    if (this.#metrics.has(metric.name)) throw new Error(`metric ${metric.name} is registered already`);
    this.#metrics.set(metric.name, metric);
    return metric;
  }

  /** Everything in Prometheus' text format, in order of names. */
  write(): string {
    const lines: string[] = [];
    for (const name of [...this.#metrics.keys()].sort()) this.#metrics.get(name)?.write(lines);
    return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
  }
}
