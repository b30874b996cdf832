import { escapeHelp, formatLabels, formatNumber } from "../../base/metrics/labels.ts";

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined: not counted here, so no row. */
  readonly value: number | undefined;
  /** Milliseconds since the epoch; absent: when it is read. */
  readonly at?: number;
}

export interface MetricFamily {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Prometheus' text format. A family without samples is left out. */
export function metricText(families: readonly MetricFamily[]): string {
  return families
    .map((family) => ({ ...family, samples: family.samples.filter(({ value }) => value !== undefined) }))
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${samples.map((sample) => lineOf(name, sample)).join("")}`)
    .join("");
}

function lineOf(name: string, { labels, value, at }: Sample): string {
  return `${name}${formatLabels(Object.keys(labels), Object.values(labels))} ${formatNumber(value ?? 0)}${at === undefined ? "" : ` ${at}`}\n`;
}
