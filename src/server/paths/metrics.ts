import type { PathFamily } from "./contract.ts";

/** Something that tells of itself in Prometheus' text form. */
export interface MetricsSource {
  text(): string;
}

/** `/metrics`: all sources, one after the other. */
export function metricsPath(sources: readonly MetricsSource[]): PathFamily {
  return {
    listed: () => ["/metrics"],
    answer: ({ path }) => (path === "/metrics" ? { code: 200, mediaType: "text/plain; version=0.0.4; charset=utf-8", body: sources.map((source) => source.text()).join("") } : undefined),
  };
}
