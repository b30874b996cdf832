import type { RequestMetrics } from "../metrics/request-metrics.ts";
import type { PathFamily } from "./contract.ts";

/** `/metrics` in Prometheus' text form. */
export function metricsPath(metrics: RequestMetrics): PathFamily {
  return {
    listed: () => ["/metrics"],
    answer: ({ path }) => (path === "/metrics" ? { code: 200, mediaType: "text/plain; version=0.0.4; charset=utf-8", body: metrics.text() } : undefined),
  };
}
