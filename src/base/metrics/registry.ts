import type { Metric } from "./family.ts";

/** The Content-Type of `write`. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/** The metrics of one process or of one component. */
export class MetricsRegistry {
  readonly #metrics = new Map<string, Metric>();
  readonly #sets = new Map<unknown, unknown>();
  readonly #beforeWrite = new Set<() => void>();

  /** Adds the metric and returns it. A second one of the same name is a mistake. */
  register<M extends Metric>(metric: M): M {
    if (this.#metrics.has(metric.name)) throw new Error(`metric ${metric.name} is registered already`);
    this.#metrics.set(metric.name, metric);
    return metric;
  }

  /** The metrics of one component, made and registered when they are first asked for: a component that starts again counts on. */
  set<S>(make: new (registry: MetricsRegistry) => S): S {
    const known = this.#sets.get(make) as S | undefined;
    if (known !== undefined) return known;
    const made = new make(this);
    this.#sets.set(make, made);
    return made;
  }

  /** Runs `update` before each `write`, for what is known only when it is asked for. Returns the way to stop that. */
  beforeWrite(update: () => void): () => void {
    this.#beforeWrite.add(update);
    return () => void this.#beforeWrite.delete(update);
  }

  /** Everything in Prometheus' text format, in order of names. */
  write(): string {
    for (const update of this.#beforeWrite) update();
    const lines: string[] = [];
    for (const name of [...this.#metrics.keys()].sort()) this.#metrics.get(name)?.write(lines);
    return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
  }
}
