import type { Measurement } from "./measure.ts";
import { metricText, type MetricFamily, type Sample } from "./metric-text.ts";

/** `/metrics/resource`: what metrics-server reads, in Prometheus' text format. Source: kubernetes pkg/kubelet/metrics/collectors resource_metrics. */
export function resourceMetrics({ at, machine, usage, pods }: Measurement): string {
  const containers = pods.flatMap(({ pod, containers: all }) => all.map(({ name, startedAt, stats }) => ({ labels: { container: name, namespace: pod.metadata.namespace ?? "", pod: pod.metadata.name ?? "" }, startedAt, stats })));
  const ofPods = (value: (stats: (typeof containers)[number]["stats"]) => number): Sample[] =>
    pods.map(({ pod, containers: all }) => ({ labels: { namespace: pod.metadata.namespace ?? "", pod: pod.metadata.name ?? "" }, value: all.reduce((sum, { stats }) => sum + value(stats), 0) }));
  const family = (name: string, type: MetricFamily["type"], help: string, samples: readonly Sample[]): MetricFamily => ({ name, type, help: `[STABLE] ${help}`, samples: samples.map((sample) => ({ ...sample, at })) });
  return metricText([
    family("container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the container in core-seconds", containers.map(({ labels, stats }) => ({ labels, value: stats.cpuUsageNanoseconds / 1e9 }))),
    family("container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes", containers.map(({ labels, stats }) => ({ labels, value: stats.memoryWorkingSetBytes }))),
    family("container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds", containers.map(({ labels, startedAt }) => ({ labels, value: startedAt / 1_000 }))),
    family("node_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the node in core-seconds", [{ labels: {}, value: usage.cpuUsageNanoseconds / 1e9 }]),
    family("node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes", [{ labels: {}, value: machine.memoryBytes - usage.memoryAvailableBytes }]),
    family("pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds", ofPods((stats) => stats.cpuUsageNanoseconds / 1e9)),
    family("pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes", ofPods((stats) => stats.memoryWorkingSetBytes)),
    { name: "resource_scrape_error", type: "gauge", help: "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise", samples: [{ labels: {}, value: 0 }] },
  ]);
}
