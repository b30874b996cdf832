import { Counter, Gauge, Histogram, MetricsRegistry } from "../../base/metrics/metrics.ts";

/** Seconds. Source: kubernetes pkg/kubelet/metrics podStartupDurationBuckets and imagePullDurationBuckets. */
const startBuckets = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1_200, 1_800, 2_700, 3_600];
const pullBuckets = [1, 5, 10, 20, 30, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1_200, 1_800, 2_700, 3_600];
const statusBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 20, 30, 45, 60];

/** The sizes from which an image counts as of the next class, and the classes. Source: kubernetes pkg/kubelet/metrics imageSizeBuckets. */
const megabyte = 1_024 ** 2;
const imageSizes: readonly (readonly [fromBytes: number, name: string])[] = [
  [0, "0-10MB"], [10 * megabyte, "10MB-100MB"], [100 * megabyte, "100MB-500MB"], [500 * megabyte, "500MB-1GB"], [1_024 * megabyte, "1GB-5GB"], [5_120 * megabyte, "5GB-10GB"],
  [10_240 * megabyte, "10GB-20GB"], [20_480 * megabyte, "20GB-30GB"], [30_720 * megabyte, "30GB-40GB"], [40_960 * megabyte, "40GB-60GB"], [61_440 * megabyte, "60GB-100GB"], [102_400 * megabyte, "GT100GB"],
];

/** What the kubelet has done since it started, for `/metrics`. Source: kubernetes pkg/kubelet/metrics. */
export class KubeletCounts {
  readonly registry = new MetricsRegistry();
  readonly evictions = this.#counter("kubelet_evictions", "Cumulative number of pod evictions by eviction signal", "eviction_signal");
  readonly preemptions = this.#counter("kubelet_preemptions", "Cumulative number of pod preemptions by preemption resource", "preemption_signal");
  readonly shutdownStart = this.#gauge("kubelet_graceful_shutdown_start_time_seconds", "Last graceful shutdown start time since unix epoch in seconds");
  readonly shutdownEnd = this.#gauge("kubelet_graceful_shutdown_end_time_seconds", "Last graceful shutdown end time since unix epoch in seconds");
  readonly rejections = this.#counter("kubelet_admission_rejections_total", "Cumulative number pod admission rejections by the Kubelet.", "reason");
  readonly orphans = this.#counter("kubelet_orphaned_runtime_pods_total", "Number of pods that have been detected in the container runtime without being already known to the pod worker.");
  readonly collectedImages = this.#counter("kubelet_image_garbage_collected_total", "Total number of images garbage collected by the kubelet, whether through disk usage or image age.", "reason");

  readonly startedPods = this.#counter("kubelet_started_pods_total", "Cumulative number of pods started").labels();
  readonly startedPodErrors = this.#counter("kubelet_started_pods_errors_total", "Cumulative number of errors when starting pods").labels();
  readonly startedUserPods = this.#counter("kubelet_started_user_namespaced_pods_total", "Cumulative number of pods with user namespaces started. This metric will only be collected on Linux.").labels();
  readonly startedUserPodErrors = this.#counter("kubelet_started_user_namespaced_pods_errors_total", "Cumulative number of errors when starting pods with user namespaces. This metric will only be collected on Linux.").labels();
  readonly startedContainers = this.#counter("kubelet_started_containers_total", "Cumulative number of containers started", "container_type");
  readonly startedContainerErrors = this.#counter("kubelet_started_containers_errors_total", "Cumulative number of errors when starting containers", "container_type", "code");
  readonly containersPerPod = this.#histogram("kubelet_containers_per_pod_count", "The number of containers per pod.", { buckets: [1, 2, 4, 8, 16] }).labels();

  /** Looks of pod workers, by why they looked. */
  readonly workerDuration = this.#histogram("kubelet_pod_worker_duration_seconds", "Duration in seconds to sync a single pod. Broken down by operation type: create, update, or sync", { labels: ["operation_type"] });
  readonly workerStart = this.#histogram("kubelet_pod_worker_start_duration_seconds", "Duration in seconds from kubelet seeing a pod to starting a worker.").labels();
  readonly podStart = this.#histogram("kubelet_pod_start_duration_seconds", "Duration in seconds from kubelet seeing a pod for the first time to the pod starting to run", { buckets: startBuckets }).labels();
  readonly podStartSli = this.#histogram("kubelet_pod_start_sli_duration_seconds", "Duration in seconds to start a pod, excluding time to pull images and run init containers, measured from pod creation timestamp to when all its containers are reported as started and observed via watch", { buckets: startBuckets }).labels();
  readonly podStartTotal = this.#histogram("kubelet_pod_start_total_duration_seconds", "Duration in seconds to start a pod since creation, including time to pull images and run init containers, measured from pod creation timestamp to when all its containers are reported as started and observed via watch", { buckets: startBuckets }).labels();
  readonly statusSync = this.#histogram("kubelet_pod_status_sync_duration_seconds", "Duration in seconds to sync a pod status update. Measures time from detection of a change to pod status until the API is successfully updated for that pod, whatever changed meanwhile.", { buckets: statusBuckets }).labels();
  readonly #imagePull = this.#histogram("kubelet_image_pull_duration_seconds", "Duration in seconds to pull an image.", { labels: ["image_size_in_bytes"], buckets: pullBuckets });

  readonly #lastSeen = this.#gauge("kubelet_pleg_last_seen_seconds", "Timestamp in seconds when PLEG was last seen active.");
  readonly eventStreams = this.#counter("kubelet_evented_pleg_connection_success_count", "The number of times a streaming client was obtained to receive CRI Events.").labels();
  readonly eventStreamErrors = this.#counter("kubelet_evented_pleg_connection_error_count", "The number of errors encountered during the establishment of streaming connection with the CRI runtime.").labels();

  imagePulled(seconds: number, sizeBytes: number): void {
    const [, size = "N/A"] = sizeBytes === 0 ? [] : (imageSizes.findLast(([fromBytes]) => sizeBytes > fromBytes) ?? []);
    this.#imagePull.labels(size).observe(seconds);
  }

  /** The runtime's events are followed (now, as long as that holds), or were until then. Milliseconds since the epoch. */
  followEvents(lastSeenAt: () => number): void {
    this.registry.beforeWrite(() => this.#lastSeen.set(lastSeenAt() / 1_000));
  }

  write(): string {
    return this.registry.write();
  }

  #counter(name: string, help: string, ...labels: string[]): Counter {
    return this.registry.register(new Counter({ name, help, stability: "ALPHA", labels }));
  }

  #gauge(name: string, help: string): Gauge {
    return this.registry.register(new Gauge({ name, help, stability: "ALPHA" }));
  }

  #histogram(name: string, help: string, options: { readonly labels?: readonly string[]; readonly buckets?: readonly number[] } = {}): Histogram {
    return this.registry.register(new Histogram({ name, help, stability: "ALPHA", ...options }));
  }
}

