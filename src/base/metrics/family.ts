export interface MetricOptions {
  readonly name: string;
  readonly help: string;
  /** The names of its labels, in the order in which `labels` takes their values. Default: none. */
  readonly labels?: readonly string[];
}

/** A metric that can write itself in Prometheus' text format. */
export interface Metric {
  readonly name: string;
  write(lines: string[]): void;
}

/**
 * One series for each combination of label values. Keep the handle that `labels` gives where it is used often: it
 * saves the look-up. The number of series has a bound; what is beyond it shares one series, so that labels that came
 * from outside cannot fill the memory.
 */
export abstract class Family<S> implements Metric {
  readonly name: string;
  readonly #help: string;
  readonly #type: string;
  readonly #labelNames: readonly string[];
  readonly #series = new Map<string, { readonly values: readonly string[]; readonly series: S }>();

  constructor({ name, help, labels = [] }: MetricOptions, type: string) {
    this.name = name;
    this.#help = help;
    this.#type = type;
    this.#labelNames = labels;
  }

  /** The series with these label values, in the order of the names. */
  labels(...values: string[]): S {
    if (values.length !== this.#labelNames.length) {
      throw new Error(`metric ${this.name} has the labels [${this.#labelNames.join(", ")}] and was given ${values.length} values`);
    }
    const known = this.#series.get(keyOf(values));
    if (known !== undefined) return known.series;
    if (this.#series.size < maxSeries) return this.#add(values);
    const shared = values.map(() => "other");
    return this.#series.get(keyOf(shared))?.series ?? this.#add(shared);
  }

  /** Forgets a series, when what it measured is gone. */
  remove(...values: string[]): void {
    this.#series.delete(keyOf(values));
  }

  write(lines: string[]): void {
    lines.push(`# HELP ${this.name} ${this.#help.replace(/\\/g, "\\\\").replace(/\n/g, "\\n")}`, `# TYPE ${this.name} ${this.#type}`);
    for (const { values, series } of this.#series.values()) this.writeSeries(lines, series, this.#labelNames, values);
  }

  #add(values: readonly string[]): S {
    const series = this.newSeries();
    this.#series.set(keyOf(values), { values, series });
    return series;
  }

  protected abstract newSeries(): S;
  protected abstract writeSeries(lines: string[], series: S, names: readonly string[], values: readonly string[]): void;
}

/** Enough for every label that we choose ourselves. The "other" series comes on top. */
const maxSeries = 10_000;

function keyOf(values: readonly string[]): string {
  return values.join("\u0000");
}
