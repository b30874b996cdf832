import { Counter, exponentialBuckets, Histogram, type MetricsRegistry } from "../../base/metrics/metrics.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";

/** Source: kubernetes pkg/controller/certificates/rootcacertpublisher/metrics.go. */
export class PublisherMetrics {
  readonly #syncs: Counter;
  readonly #duration: Histogram;

  constructor(registry: MetricsRegistry) {
    const sync = { help: "Number of namespace syncs happened in root ca cert publisher.", stability: "ALPHA", labels: ["code"] } as const;
    this.#syncs = registry.register(new Counter({ name: "root_ca_cert_publisher_sync_total", ...sync }));
    this.#duration = registry.register(new Histogram({ name: "root_ca_cert_publisher_sync_duration_seconds", ...sync, buckets: exponentialBuckets(0.001, 2, 15) }));
  }

  /** `error` is what the look at a namespace failed with. */
  synced(seconds: number, error?: unknown): void {
    const code = error === undefined ? "200" : isStatus(error) ? String(error.code) : "500";
    this.#syncs.labels(code).inc();
    this.#duration.labels(code).observe(seconds);
  }
}
