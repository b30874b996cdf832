import { formatLabels, formatNumber } from "../../base/metrics/labels.ts";

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
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
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map((sample) => lineOf(name, sample)).join("")}`)
    .join("");
}

function lineOf(name: string, { labels, value, at }: Sample): string {
  return `${name}${formatLabels(Object.keys(labels), Object.values(labels))} ${formatNumber(value)}${at === undefined ? "" : ` ${at}`}\n`;
}
