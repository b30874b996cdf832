import type { ContainerStats, ContainerStatsDetail } from "../cri/contract.ts";
import type { InterfaceCounters } from "../proc/net-dev.ts";
import type { Pressures, Stall } from "../proc/pressure.ts";
import type { Measurement } from "./measure.ts";
import { metricText, type MetricFamily, type Sample } from "./metric-text.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * `/metrics/cadvisor`: what dashboards read of containers, of pods' interfaces and of the machine, as far as this node
 * measures it. Labels are in order of their names. Source: cadvisor metrics/prometheus.go.
 */
export function cadvisorMetrics(measurement: Measurement): string {
  const families = [...ofRoot(measurement), ...ofContainers(measurement), ...ofNetworks(measurement), ...ofMachine(measurement)];
  const byName = [...Map.groupBy(families, ({ name }) => name).values()].map((same) => ({ ...(same[0] as MetricFamily), samples: same.flatMap(({ samples }) => samples) }));
  return metricText(byName.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** The whole machine, which cadvisor calls the container `/`. */
function ofRoot({ at, machine, usage, detail }: Measurement): MetricFamily[] {
  const root = { container: "", id: "/", image: "", name: "", namespace: "", pod: "" };
  const row = (value: number | undefined, more: Labels = {}): Sample[] => [{ labels: inOrder({ ...root, ...more }), value, at }];
  const interfaces = (value: (counters: InterfaceCounters) => number | undefined): Sample[] => detail.network.flatMap((counters) => row(value(counters), { interface: counters.name }));
  return [
    { name: "container_cpu_usage_seconds_total", type: "counter", help: "Cumulative cpu time consumed in seconds.", samples: row(usage.cpuUsageNanoseconds / 1e9, { cpu: "total" }) },
    { name: "container_memory_rss", type: "gauge", help: "Size of RSS in bytes.", samples: row(detail.memoryRssBytes) },
    { name: "container_memory_swap", type: "gauge", help: "Container swap usage in bytes.", samples: row(detail.swap?.usedBytes) },
    { name: "container_memory_working_set_bytes", type: "gauge", help: "Current working set in bytes.", samples: row(machine.memoryBytes - usage.memoryAvailableBytes) },
    ...networkFamilies((value) => interfaces(value)),
  ];
}

function ofContainers({ at, pods, hasFailed }: Measurement): MetricFamily[] {
  const containers = pods.flatMap(({ pod, containers: all }) =>
    all.map(({ name, image, startedAt, stats }) => ({ startedAt, stats, labels: { container: name, id: stats.id, image, name: stats.id, namespace: pod.metadata.namespace ?? "", pod: pod.metadata.name ?? "" } })),
  );
  const each = (value: (container: (typeof containers)[number]) => number | undefined, more: Labels = {}): Sample[] => containers.map((container) => ({ labels: inOrder({ ...container.labels, ...more }), value: value(container), at }));
  const detailed = (value: (detail: ContainerStatsDetail) => number | undefined, more: Labels = {}): Sample[] => each(({ stats: { detail } }) => detail && value(detail), more);
  const devices = (value: (device: NonNullable<ContainerStatsDetail["devices"]>[number]) => number): Sample[] => containers.flatMap(({ labels, stats }) => (stats.detail?.devices ?? []).map((device) => ({ labels: inOrder({ ...labels, device: device.device }), value: value(device), at })));
  const faults = (type: string, value: (detail: ContainerStatsDetail) => number | undefined): Sample[] => detailed(value, { failure_type: type, scope: "container" });
  const pressure = (resource: keyof Pressures, kind: "some" | "full"): Sample[] => detailed(({ pressures }) => seconds(pressures?.[resource]?.[kind]));
  return [
    { name: "container_cpu_cfs_periods_total", type: "counter", help: "Number of elapsed enforcement period intervals.", samples: detailed((detail) => detail.cpuPeriods) },
    { name: "container_cpu_cfs_throttled_periods_total", type: "counter", help: "Number of throttled period intervals.", samples: detailed((detail) => detail.throttledPeriods) },
    { name: "container_cpu_cfs_throttled_seconds_total", type: "counter", help: "Total time duration the container has been throttled.", samples: detailed((detail) => ofNanoseconds(detail.throttledNanoseconds)) },
    { name: "container_cpu_system_seconds_total", type: "counter", help: "Cumulative system cpu time consumed in seconds.", samples: detailed((detail) => ofNanoseconds(detail.cpuSystemNanoseconds)) },
    { name: "container_cpu_usage_seconds_total", type: "counter", help: "Cumulative cpu time consumed in seconds.", samples: each(({ stats }) => stats.cpuUsageNanoseconds / 1e9, { cpu: "total" }) },
    { name: "container_cpu_user_seconds_total", type: "counter", help: "Cumulative user cpu time consumed in seconds.", samples: detailed((detail) => ofNanoseconds(detail.cpuUserNanoseconds)) },
    { name: "container_fs_reads_bytes_total", type: "counter", help: "Cumulative count of bytes read", samples: devices(({ readBytes }) => readBytes) },
    { name: "container_fs_reads_total", type: "counter", help: "Cumulative count of reads completed", samples: devices(({ reads }) => reads) },
    { name: "container_fs_usage_bytes", type: "gauge", help: "Number of bytes that are consumed by the container on this filesystem.", samples: each(({ stats }) => stats.rootfsUsedBytes) },
    { name: "container_fs_writes_bytes_total", type: "counter", help: "Cumulative count of bytes written", samples: devices(({ writtenBytes }) => writtenBytes) },
    { name: "container_fs_writes_total", type: "counter", help: "Cumulative count of writes completed", samples: devices(({ writes }) => writes) },
    { name: "container_last_seen", type: "gauge", help: "Last time a container was seen by the exporter", samples: each(() => Math.floor(at / 1_000)) },
    { name: "container_memory_cache", type: "gauge", help: "Number of bytes of page cache memory.", samples: detailed((detail) => detail.memoryCacheBytes) },
    { name: "container_memory_failures_total", type: "counter", help: "Cumulative count of memory allocation failures.", samples: [...faults("pgfault", (detail) => detail.pageFaults), ...faults("pgmajfault", (detail) => detail.majorPageFaults)] },
    { name: "container_memory_mapped_file", type: "gauge", help: "Size of memory mapped files in bytes.", samples: detailed((detail) => detail.memoryMappedBytes) },
    { name: "container_memory_max_usage_bytes", type: "gauge", help: "Maximum memory usage recorded in bytes", samples: detailed((detail) => detail.memoryMaxUsageBytes) },
    { name: "container_memory_rss", type: "gauge", help: "Size of RSS in bytes.", samples: detailed((detail) => detail.memoryRssBytes) },
    { name: "container_memory_swap", type: "gauge", help: "Container swap usage in bytes.", samples: detailed((detail) => detail.swapUsageBytes) },
    { name: "container_memory_usage_bytes", type: "gauge", help: "Current memory usage in bytes, including all memory regardless of when it was accessed", samples: each(({ stats }) => stats.memoryUsageBytes) },
    { name: "container_memory_working_set_bytes", type: "gauge", help: "Current working set in bytes.", samples: each(({ stats }) => stats.memoryWorkingSetBytes) },
    { name: "container_oom_events_total", type: "counter", help: "Count of out of memory events observed for the container", samples: detailed((detail) => detail.oomKills) },
    { name: "container_pressure_cpu_stalled_seconds_total", type: "counter", help: "Total time duration no tasks in the container could make progress due to CPU congestion.", samples: pressure("cpu", "full") },
    { name: "container_pressure_cpu_waiting_seconds_total", type: "counter", help: "Total time duration tasks in the container have waited due to CPU congestion.", samples: pressure("cpu", "some") },
    { name: "container_pressure_io_stalled_seconds_total", type: "counter", help: "Total time duration no tasks in the container could make progress due to IO congestion.", samples: pressure("io", "full") },
    { name: "container_pressure_io_waiting_seconds_total", type: "counter", help: "Total time duration tasks in the container have waited due to IO congestion.", samples: pressure("io", "some") },
    { name: "container_pressure_memory_stalled_seconds_total", type: "counter", help: "Total time duration no tasks in the container could make progress due to memory congestion.", samples: pressure("memory", "full") },
    { name: "container_pressure_memory_waiting_seconds_total", type: "counter", help: "Total time duration tasks in the container have waited due to memory congestion.", samples: pressure("memory", "some") },
    { name: "container_processes", type: "gauge", help: "Number of processes running inside the container.", samples: each(({ stats }: { stats: ContainerStats }) => stats.pids) },
    { name: "container_scrape_error", type: "gauge", help: "1 if there was an error while getting container metrics, 0 otherwise", samples: [{ labels: {}, value: hasFailed ? 1 : 0 }] },
    { name: "container_spec_memory_limit_bytes", type: "gauge", help: "Memory limit for the container.", samples: each(({ stats }) => (stats.detail === undefined ? undefined : (stats.detail.memoryLimitBytes ?? 0))) },
    { name: "container_start_time_seconds", type: "gauge", help: "Start time of the container since unix epoch in seconds.", samples: each(({ startedAt }) => startedAt / 1_000) },
  ];
}

/** Interfaces are the pod's: the rows name its sandbox and no container. */
function ofNetworks({ at, pods }: Measurement): MetricFamily[] {
  const rows = pods.flatMap(({ pod, sandboxId, network = [] }) => network.map((counters) => ({ counters, labels: { container: "", id: sandboxId, image: "", interface: counters.name, name: sandboxId, namespace: pod.metadata.namespace ?? "", pod: pod.metadata.name ?? "" } })));
  return networkFamilies((value) => rows.map(({ counters, labels }) => ({ labels, value: value(counters), at })));
}

function networkFamilies(samplesOf: (value: (counters: InterfaceCounters) => number | undefined) => Sample[]): MetricFamily[] {
  const family = (name: string, what: string, value: (counters: InterfaceCounters) => number | undefined): MetricFamily => ({ name: `container_network_${name}_total`, type: "counter", help: `Cumulative count of ${what}`, samples: samplesOf(value) });
  return [
    family("receive_bytes", "bytes received", ({ rxBytes }) => rxBytes),
    family("receive_errors", "errors encountered while receiving", ({ rxErrors }) => rxErrors),
    family("receive_packets_dropped", "packets dropped while receiving", ({ rxDropped }) => rxDropped),
    family("receive_packets", "packets received", ({ rxPackets }) => rxPackets),
    family("transmit_bytes", "bytes transmitted", ({ txBytes }) => txBytes),
    family("transmit_errors", "errors encountered while transmitting", ({ txErrors }) => txErrors),
    family("transmit_packets_dropped", "packets dropped while transmitting", ({ txDropped }) => txDropped),
    family("transmit_packets", "packets transmitted", ({ txPackets }) => txPackets),
  ];
}

function ofMachine({ machine }: Measurement): MetricFamily[] {
  const labels = { boot_id: machine.bootId, machine_id: machine.machineId, system_uuid: machine.systemUuid };
  return [
    { name: "machine_cpu_cores", type: "gauge", help: "Number of logical CPU cores.", samples: [{ labels, value: machine.cpus }] },
    { name: "machine_memory_bytes", type: "gauge", help: "Amount of memory installed on the machine.", samples: [{ labels, value: machine.memoryBytes }] },
    { name: "machine_scrape_error", type: "gauge", help: "1 if there was an error while getting machine metrics, 0 otherwise.", samples: [{ labels: {}, value: 0 }] },
    { name: "machine_swap_bytes", type: "gauge", help: "Amount of swap memory available on the machine.", samples: [{ labels, value: machine.swapBytes }] },
  ];
}

function inOrder(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ofNanoseconds(nanoseconds: number | undefined): number | undefined {
  return nanoseconds === undefined ? undefined : nanoseconds / 1e9;
}

function seconds(stall: Stall | undefined): number | undefined {
  return stall === undefined ? undefined : stall.totalMicroseconds / 1e6;
}
