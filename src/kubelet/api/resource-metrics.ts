import type { Measurement } from "./measure.ts";
import { metricText, type MetricFamily, type Sample } from "./metric-text.ts";
import { sumOf } from "./stats-parts.ts";

/** `/metrics/resource`: what metrics-server reads, in Prometheus' text format. Source: kubernetes pkg/kubelet/metrics/collectors resource_metrics. */
export function resourceMetrics({ at, machine, usage, detail, pods, hasFailed }: Measurement): string {
  const containers = pods.flatMap(({ pod, containers: all }) => all.map(({ name, startedAt, stats }) => ({ labels: { container: name, namespace: pod.metadata.namespace ?? "", pod: pod.metadata.name ?? "" }, startedAt, stats })));
  const ofPods = (value: (stats: (typeof containers)[number]["stats"]) => number): Sample[] =>
    pods.map(({ pod, containers: all }) => ({ labels: { namespace: pod.metadata.namespace ?? "", pod: pod.metadata.name ?? "" }, value: all.reduce((sum, { stats }) => sum + value(stats), 0) }));
  const swapOfPods = pods.map(({ pod, containers: all }) => ({ labels: { namespace: pod.metadata.namespace ?? "", pod: pod.metadata.name ?? "" }, value: sumOf(all.map(({ stats }) => stats), (of) => of.swapUsageBytes) }));
  const family = (name: string, type: MetricFamily["type"], help: string, samples: readonly Sample[], stability = "STABLE"): MetricFamily => ({ name, type, help: `[${stability}] ${help}`, samples: samples.map((sample) => ({ ...sample, at })) });
  return metricText([
    family("container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the container in core-seconds", containers.map(({ labels, stats }) => ({ labels, value: stats.cpuUsageNanoseconds / 1e9 }))),
    family("container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes", containers.map(({ labels, stats }) => ({ labels, value: stats.memoryWorkingSetBytes }))),
    family("container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds", containers.map(({ labels, startedAt }) => ({ labels, value: startedAt / 1_000 }))),
    family("container_swap_limit_bytes", "gauge", "Current amount of the container swap limit in bytes. Reported only on non-windows systems", containers.map(({ labels, stats }) => ({ labels, value: stats.detail?.swapLimitBytes })), "ALPHA"),
    family("container_swap_usage_bytes", "gauge", "Current amount of the container swap usage in bytes. Reported only on non-windows systems", containers.map(({ labels, stats }) => ({ labels, value: stats.detail?.swapUsageBytes })), "ALPHA"),
    family("node_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the node in core-seconds", [{ labels: {}, value: usage.cpuUsageNanoseconds / 1e9 }]),
    family("node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes", [{ labels: {}, value: machine.memoryBytes - usage.memoryAvailableBytes }]),
    family("node_swap_usage_bytes", "gauge", "Current swap usage of the node in bytes. Reported only on non-windows systems", [{ labels: {}, value: detail.swap?.usedBytes }], "ALPHA"),
    family("pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds", ofPods((stats) => stats.cpuUsageNanoseconds / 1e9)),
    family("pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes", ofPods((stats) => stats.memoryWorkingSetBytes)),
    family("pod_swap_usage_bytes", "gauge", "Current amount of the pod swap usage in bytes. Reported only on non-windows systems", swapOfPods, "ALPHA"),
    { name: "resource_scrape_error", type: "gauge", help: "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise", samples: [{ labels: {}, value: hasFailed ? 1 : 0 }] },
  ]);
}
