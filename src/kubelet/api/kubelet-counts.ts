import { Counter, Gauge, MetricsRegistry } from "../../base/metrics/metrics.ts";

/** What the kubelet has done since it started, for `/metrics`. Source: kubernetes pkg/kubelet/metrics. */
export class KubeletCounts {
  readonly #registry = new MetricsRegistry();
  readonly evictions = this.#registry.register(new Counter({ name: "kubelet_evictions", help: "[ALPHA] Cumulative number of pod evictions by eviction signal", labels: ["eviction_signal"] }));
  readonly preemptions = this.#registry.register(new Counter({ name: "kubelet_preemptions", help: "[ALPHA] Cumulative number of pod preemptions by preemption resource", labels: ["preemption_signal"] }));
  readonly shutdownStart = this.#registry.register(new Gauge({ name: "kubelet_graceful_shutdown_start_time_seconds", help: "[ALPHA] Last graceful shutdown start time since unix epoch in seconds" }));
  readonly shutdownEnd = this.#registry.register(new Gauge({ name: "kubelet_graceful_shutdown_end_time_seconds", help: "[ALPHA] Last graceful shutdown end time since unix epoch in seconds" }));

  write(): string {
    return this.#registry.write();
  }
}
