import { Counter, type MetricsRegistry } from "../../base/metrics/metrics.ts";

/** Why a pod is removed, as upstream's metrics call it. */
export type RemovalReason = "terminated" | "out-of-service" | "orphaned" | "unscheduled";

/** Source: kubernetes pkg/controller/podgc/metrics. */
export class PodGcMetrics {
  /** By namespace and reason. */
  readonly removed: Counter;
  readonly failed: Counter;

  constructor(registry: MetricsRegistry) {
    const byReason = { stability: "ALPHA", labels: ["namespace", "reason"] } as const;
    this.removed = registry.register(new Counter({ name: "pod_gc_collector_force_delete_pods_total", help: "Number of pods that are being forcefully deleted since the Pod GC Controller started.", ...byReason }));
    this.failed = registry.register(new Counter({ name: "pod_gc_collector_force_delete_pod_errors_total", help: "Number of errors encountered when forcefully deleting the pods since the Pod GC Controller started.", ...byReason }));
  }
}
