import { Counter, Histogram, type MetricsRegistry } from "../../base/metrics/metrics.ts";

/** Seconds, to four minutes. */
const buckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 30, 60, 120, 180, 240];

/** Source: kubernetes pkg/controller/tainteviction/metrics. */
export class TaintEvictionMetrics {
  readonly deletions: Counter;
  /** From the moment at which a pod had to go to its deletion. */
  readonly deletionDuration: Histogram;

  constructor(registry: MetricsRegistry) {
    this.deletions = registry.register(new Counter({ name: "taint_eviction_controller_pod_deletions_total", help: "Total number of Pods deleted by TaintEvictionController since its start.", stability: "ALPHA" }));
    this.deletionDuration = registry.register(new Histogram({ name: "taint_eviction_controller_pod_deletion_duration_seconds", help: "Latency, in seconds, between the time when a taint effect has been activated for the Pod and its deletion via TaintEvictionController.", stability: "ALPHA", buckets }));
  }
}
