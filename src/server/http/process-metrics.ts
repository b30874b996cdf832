import { Counter, Gauge, MetricsRegistry } from "../../base/metrics/metrics.ts";

const [, major = "", minor = ""] = /^v(\d+)\.(\d+)/.exec(process.version) ?? [];

/** What Prometheus' client libraries tell of every process, read anew at each scrape, and which build this is. */
export function processMetrics(gitVersion: string, platform: string): { text(): string } {
  const registry = new MetricsRegistry();
  const build = new Gauge({ name: "kubernetes_build_info", help: "A metric with a constant '1' value labeled by the version of Kubernetes that is served and the platform on which it runs.", stability: "BETA", labels: ["build_date", "compiler", "git_commit", "git_tree_state", "git_version", "go_version", "major", "minor", "platform"] });
  const [, kubernetesMajor = "", kubernetesMinor = ""] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  registry.register(build).labels("", "", "", "", gitVersion, "", kubernetesMajor, kubernetesMinor, platform).set(1);
  registry.register(new Gauge({ name: "nodejs_version_info", help: "Version of Node.js.", labels: ["version", "major", "minor"] })).labels(process.version, major, minor).set(1);
  const cpu = registry.register(new Counter({ name: "process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds." }));
  const resident = registry.register(new Gauge({ name: "process_resident_memory_bytes", help: "Resident memory size in bytes." }));
  const heap = registry.register(new Gauge({ name: "nodejs_heap_size_used_bytes", help: "Bytes of the heap in use." }));
  registry.register(new Gauge({ name: "process_start_time_seconds", help: "Start time of the process since unix epoch in seconds." })).set(performance.timeOrigin / 1_000);
  let countedSeconds = 0;
  return {
    text() {
      const { user, system } = process.cpuUsage();
      const seconds = (user + system) / 1_000_000;
      cpu.inc(seconds - countedSeconds);
      countedSeconds = seconds;
      const memory = process.memoryUsage();
      resident.set(memory.rss);
      heap.set(memory.heapUsed);
      return registry.write();
    },
  };
}
