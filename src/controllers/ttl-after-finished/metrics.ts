import { exponentialBuckets, Histogram, type MetricsRegistry } from "../../base/metrics/metrics.ts";

/** Source: kubernetes pkg/controller/ttlafterfinished/metrics. */
export class TtlMetrics {
  readonly deletionDuration: Histogram;

  constructor(registry: MetricsRegistry) {
    this.deletionDuration = registry.register(new Histogram({ name: "ttl_after_finished_controller_job_deletion_duration_seconds", help: "The time it took to delete the job since it became eligible for deletion", stability: "ALPHA", buckets: exponentialBuckets(0.1, 2, 14) }));
  }
}
