import { escapeHelp } from "./labels.ts";

/** How far names and labels may be relied on. Source: component-base metrics StabilityLevel. */
export type Stability = "ALPHA" | "BETA" | "STABLE";

export interface MetricOptions {
  readonly name: string;
  readonly help: string;
  /** Is written in front of the help, as Kubernetes' components do. Default: nothing is. */
  readonly stability?: Stability;
  /** The names of its labels, in the order in which `labels` takes their values. Default: none. */
  readonly labels?: readonly string[];
}

/** A metric that can write itself in Prometheus' text format. */
export interface Metric {
  readonly name: string;
  /** Writes nothing while it has no series; without labels it always has one. */
  write(lines: string[]): void;
}

/**
 * One series for each combination of label values. Keep the handle that `labels` gives where it is used often: it
 * saves the look-up. The number of series has a bound; what is beyond it shares one series, so that labels that came
 * from outside cannot fill the memory. Labels are written in order of their names, and series in order of their
 * labels' values, as Prometheus' own client does.
 */
export abstract class Family<S> implements Metric {
  readonly name: string;
  readonly #help: string;
  readonly #type: string;
  readonly #labelNames: readonly string[];
  /** Places of the labels in order of their names. */
  readonly #order: readonly number[];
  readonly #series = new Map<string, { readonly values: readonly string[]; readonly series: S }>();

  constructor({ name, help, stability, labels = [] }: MetricOptions, type: string) {
    this.name = name;
    this.#help = stability === undefined ? help : `[${stability}] ${help}`;
    this.#type = type;
    this.#labelNames = labels;
    this.#order = labels.map((_, place) => place).sort((a, b) => ((labels[a] ?? "") < (labels[b] ?? "") ? -1 : 1));
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

  /** Forgets all series, when they are about to be set anew. */
  clear(): void {
    this.#series.clear();
  }

  write(lines: string[]): void {
    if (this.#labelNames.length === 0) this.labels();
    if (this.#series.size === 0) return;
    lines.push(`# HELP ${this.name} ${escapeHelp(this.#help)}`, `# TYPE ${this.name} ${this.#type}`);
    const inOrder = (all: readonly string[]): string[] => this.#order.map((place) => all[place] ?? "");
    const names = inOrder(this.#labelNames);
    const rows = [...this.#series.values()].map(({ values, series }) => ({ values: inOrder(values), series }));
    for (const { values, series } of rows.sort((a, b) => compare(a.values, b.values))) this.writeSeries(lines, series, names, values);
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
  return values.length === 1 ? (values[0] as string) : values.join("\u0000");
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [place, value] of a.entries()) {
    const other = b[place] ?? "";
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
