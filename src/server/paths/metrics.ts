import { metricsContentType } from "../../base/metrics/metrics.ts";
import type { PathFamily } from "./contract.ts";

/** Something that tells of itself in Prometheus' text form. */
export interface MetricsSource {
  text(): string;
}

/** `/metrics`: all sources, one after the other. No two have a metric of the same name. Always Prometheus' text format 0.0.4: as upstream does, OpenMetrics is not offered, and who asks for it takes this too. */
export function metricsPath(sources: readonly MetricsSource[]): PathFamily {
  return {
    listed: () => ["/metrics"],
    answer: ({ path }) => (path === "/metrics" ? { code: 200, mediaType: metricsContentType, body: sources.map((source) => source.text()).join("") } : undefined),
  };
}
