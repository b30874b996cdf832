import type { Measurement } from "./measure.ts";
import { metricText, type Sample } from "./metric-text.ts";

/** `/metrics/cadvisor`: what dashboards read of containers and of the machine, as far as this node measures it. Source: cadvisor metrics/prometheus.go. */
export function cadvisorMetrics({ at, machine, pods }: Measurement): string {
  const containers = pods.flatMap(({ pod, containers: all }) =>
    all.map(({ name, image, startedAt, stats }) => ({ startedAt, stats, labels: { container: name, id: stats.id, image, name: stats.id, namespace: pod.metadata.namespace ?? "", pod: pod.metadata.name ?? "" } })),
  );
  const each = (value: (container: (typeof containers)[number]) => number, more: Readonly<Record<string, string>> = {}): Sample[] => containers.map((container) => ({ labels: { ...container.labels, ...more }, value: value(container), at }));
  return metricText([
    { name: "container_cpu_usage_seconds_total", type: "counter", help: "Cumulative cpu time consumed in seconds.", samples: each(({ stats }) => stats.cpuUsageNanoseconds / 1e9, { cpu: "total" }) },
    { name: "container_fs_usage_bytes", type: "gauge", help: "Number of bytes that are consumed by the container on this filesystem.", samples: each(({ stats }) => stats.rootfsUsedBytes) },
    { name: "container_last_seen", type: "gauge", help: "Last time a container was seen by the exporter", samples: each(() => Math.floor(at / 1_000)) },
    { name: "container_memory_usage_bytes", type: "gauge", help: "Current memory usage in bytes, including all memory regardless of when it was accessed", samples: each(({ stats }) => stats.memoryUsageBytes) },
    { name: "container_memory_working_set_bytes", type: "gauge", help: "Current working set in bytes.", samples: each(({ stats }) => stats.memoryWorkingSetBytes) },
    { name: "container_processes", type: "gauge", help: "Number of processes running inside the container.", samples: each(({ stats }) => stats.pids) },
    { name: "container_start_time_seconds", type: "gauge", help: "Start time of the container since unix epoch in seconds.", samples: each(({ startedAt }) => startedAt / 1_000) },
    { name: "machine_cpu_cores", type: "gauge", help: "Number of logical CPU cores.", samples: [{ labels: { boot_id: machine.bootId, machine_id: machine.machineId, system_uuid: machine.systemUuid }, value: machine.cpus }] },
    { name: "machine_memory_bytes", type: "gauge", help: "Amount of memory installed on the machine.", samples: [{ labels: { boot_id: machine.bootId, machine_id: machine.machineId, system_uuid: machine.systemUuid }, value: machine.memoryBytes }] },
  ]);
}
