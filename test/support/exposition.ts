export interface ExposedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ExposedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly ExposedSample[];
}

const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]\d{2,3})?)(?: (-?\d+))?$/;
const labelPair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

/**
 * Reads Prometheus' text format 0.0.4 as strictly as its own linter: every family once, with its help and type before its
 * samples; no series twice; histograms that add up. Throws with the line that is wrong.
 */
export function readExposition(text: string): ReadonlyMap<string, ExposedFamily> {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map<string, ExposedFamily & { samples: ExposedSample[] }>();
  const series = new Set<string>();
  let help: [name: string, text: string] | undefined;
  let current: (ExposedFamily & { samples: ExposedSample[] }) | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const wrong = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === "HELP") help = [name, rest];
    else if (kind === "TYPE") {
      if (help?.[0] !== name) wrong("no help before the type");
      if (families.has(name)) wrong("the family is here twice");
      if (!["counter", "gauge", "histogram", "summary", "untyped"].includes(rest)) wrong("no such type");
      families.set(name, (current = { name, help: help?.[1] ?? "", type: rest, samples: [] }));
    } else {
      const match = sampleLine.exec(line) ?? wrong("no sample");
      const [, sample = "", labelText = "", value = ""] = match;
      if (current === undefined || !belongs(sample, current)) wrong(`not of the family ${current?.name}`);
      const labels = readLabels(labelText) ?? wrong("bad labels");
      const key = `${sample} ${JSON.stringify(labels)}`;
      if (series.has(key)) wrong("the series is here twice");
      series.add(key);
      const number = Number(value.replace("Inf", "Infinity"));
      if (current?.type === "counter" && !(number >= 0)) wrong("a counter below zero");
      current?.samples.push({ name: sample, labels, value: number });
    }
  }
  for (const family of families.values()) {
    if (family.samples.length === 0) throw new Error(`${family.name} has no samples`);
    if (family.type === "histogram") checkHistogram(family);
  }
  return families;
}

/** The value of the one series with these labels; undefined without one. */
export function valueOf(families: ReadonlyMap<string, ExposedFamily>, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const family = families.get(name) ?? families.get(name.replace(/_(?:bucket|sum|count)$/, ""));
  return family?.samples.find((sample) => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value))?.value;
}

function belongs(sample: string, { name, type }: ExposedFamily): boolean {
  return type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`].includes(sample) : sample === name;
}

function readLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  labelPair.lastIndex = 0;
  while (labelPair.lastIndex < text.length) {
    const match = labelPair.exec(text);
    if (match === null || (match[1] ?? "") in labels) return undefined;
    labels[match[1] ?? ""] = (match[2] ?? "").replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
  }
  return labels;
}

function checkHistogram({ name, samples }: ExposedFamily): void {
  const bySeries = Map.groupBy(samples, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  for (const [labels, parts] of bySeries) {
    const buckets = parts.filter((part) => part.name === `${name}_bucket`);
    const bounds = buckets.map((part) => Number(part.labels["le"]?.replace("Inf", "Infinity")));
    const rises = (numbers: readonly number[]): boolean => numbers.every((number, place) => place === 0 || number >= (numbers[place - 1] ?? 0));
    const count = parts.find((part) => part.name === `${name}_count`)?.value;
    const isWhole = rises(bounds) && rises(buckets.map(({ value }) => value)) && bounds.at(-1) === Number.POSITIVE_INFINITY && buckets.at(-1)?.value === count && parts.some((part) => part.name === `${name}_sum`);
    if (!isWhole) throw new Error(`histogram ${name}${labels} does not add up`);
  }
}
