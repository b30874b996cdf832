import { Counter, type CounterSeries, exponentialBuckets, Gauge, Histogram, type HistogramSeries, type MetricsRegistry } from "../base/metrics/metrics.ts";
import type { SchedulingQueue } from "./queue/scheduling-queue.ts";

/** How one try to place a pod ended. */
export type AttemptResult = "scheduled" | "unschedulable" | "error";
export type ExtensionPoint = "PreFilter" | "Filter" | "Score" | "Bind";

/** What is looked at only when somebody asks. */
export interface SchedulerState {
  readonly queue: SchedulingQueue;
  readonly cache: { readonly nodes: number; readonly pods: number; readonly assumed: number };
  readonly bindings: number;
}

/** What the scheduler tells of its work, under upstream's names. Source: kubernetes pkg/scheduler/metrics. */
export class SchedulerMetrics {
  readonly #attempts: Counter;
  readonly #attemptDuration: Histogram;
  readonly #algorithmDuration: HistogramSeries;
  readonly #podAttempts: HistogramSeries;
  readonly #sliDuration: Histogram;
  readonly #extensionPoints: Histogram;
  readonly #incoming: Counter;
  readonly #pending: Gauge;
  readonly #unschedulable: Gauge;
  readonly #cacheSize: Gauge;
  readonly #goroutines: Gauge;
  readonly #incomingSeries = new Map<string, CounterSeries>();

  constructor(registry: MetricsRegistry) {
    const tries = { stability: "STABLE", labels: ["result", "profile"] } as const;
    const milliseconds = exponentialBuckets(0.001, 2, 15);
    this.#attempts = registry.register(new Counter({ name: "scheduler_schedule_attempts_total", help: "Number of attempts to schedule pods, by the result. 'unschedulable' means a pod could not be scheduled, while 'error' means an internal scheduler problem.", ...tries }));
    this.#attemptDuration = registry.register(new Histogram({ name: "scheduler_scheduling_attempt_duration_seconds", help: "Scheduling attempt latency in seconds (scheduling algorithm + binding)", ...tries, buckets: milliseconds }));
    this.#algorithmDuration = registry.register(new Histogram({ name: "scheduler_scheduling_algorithm_duration_seconds", help: "Scheduling algorithm latency in seconds", stability: "ALPHA", buckets: milliseconds })).labels();
    this.#podAttempts = registry.register(new Histogram({ name: "scheduler_pod_scheduling_attempts", help: "Number of attempts to successfully schedule a pod.", stability: "STABLE", buckets: exponentialBuckets(1, 2, 5) })).labels();
    this.#sliDuration = registry.register(new Histogram({ name: "scheduler_pod_scheduling_sli_duration_seconds", help: "E2e latency for a pod being scheduled, from the time the pod enters the scheduling queue and might involve multiple scheduling attempts.", stability: "BETA", labels: ["attempts"], buckets: exponentialBuckets(0.01, 2, 20) }));
    this.#extensionPoints = registry.register(new Histogram({ name: "scheduler_framework_extension_point_duration_seconds", help: "Latency for running all plugins of a specific extension point.", stability: "STABLE", labels: ["extension_point", "status", "profile"], buckets: exponentialBuckets(0.0001, 2, 12) }));
    this.#incoming = registry.register(new Counter({ name: "scheduler_queue_incoming_pods_total", help: "Number of pods added to scheduling queues by event and queue type.", stability: "STABLE", labels: ["queue", "event"] }));
    this.#pending = registry.register(new Gauge({ name: "scheduler_pending_pods", help: "Number of pending pods, by the queue type: 'active', 'backoff', 'unschedulable' for those that were tried and fit nowhere, 'gated' for those that may not be tried yet.", stability: "STABLE", labels: ["queue"] }));
    this.#unschedulable = registry.register(new Gauge({ name: "scheduler_unschedulable_pods", help: "The number of unschedulable pods broken down by plugin name. A pod counts for every plugin that turned it away, so this metric has meaning only when broken down by plugin.", stability: "ALPHA", labels: ["plugin", "profile"] }));
    this.#cacheSize = registry.register(new Gauge({ name: "scheduler_cache_size", help: "Number of nodes, pods, and assumed (bound) pods in the scheduler cache.", stability: "ALPHA", labels: ["type"] }));
    this.#goroutines = registry.register(new Gauge({ name: "scheduler_goroutines", help: "Number of bindings that are on their way.", stability: "ALPHA", labels: ["operation"] }));
  }

  /** One profile is one schedulerName. */
  ofProfile(profile: string): ProfileMetrics {
    const results = (["scheduled", "unschedulable", "error"] as const).map((result) => [result, { count: this.#attempts.labels(result, profile), duration: this.#attemptDuration.labels(result, profile) }] as const);
    const series = Object.fromEntries(results) as Record<AttemptResult, { count: CounterSeries; duration: HistogramSeries }>;
    const points = { PreFilter: this.#point("PreFilter", profile), Filter: this.#point("Filter", profile), Score: this.#point("Score", profile), Bind: this.#point("Bind", profile) };
    return {
      attempted: (result, seconds) => {
        series[result].count.inc();
        series[result].duration.observe(seconds);
      },
      decided: (seconds) => this.#algorithmDuration.observe(seconds),
      scheduled: (attempts, seconds) => {
        this.#podAttempts.observe(attempts);
        this.#sliDuration.labels(attempts >= 15 ? "15+" : String(attempts)).observe(seconds);
      },
      ran: (point, seconds) => points[point].observe(seconds),
      bindFailed: (seconds) => this.#extensionPoints.labels("Bind", "Error", profile).observe(seconds),
    };
  }

  /** A pod came into a queue because of the event, which has upstream's name: `UnschedulablePodAdd`, `BackoffComplete`, … */
  entered(queue: "active" | "backoff" | "unschedulable", event: string): void {
    const key = `${queue} ${event}`;
    const series = this.#incomingSeries.get(key) ?? this.#incoming.labels(queue, event);
    this.#incomingSeries.set(key, series);
    series.inc();
  }

  look({ queue, cache, bindings }: SchedulerState, profile: string): void {
    for (const [name, count] of Object.entries(queue.counts)) this.#pending.labels(name).set(count);
    this.#unschedulable.clear();
    for (const [plugin, count] of queue.rejections()) this.#unschedulable.labels(plugin, profile).set(count);
    this.#cacheSize.labels("nodes").set(cache.nodes);
    this.#cacheSize.labels("pods").set(cache.pods);
    this.#cacheSize.labels("assumed_pods").set(cache.assumed);
    this.#goroutines.labels("binding").set(bindings);
  }

  #point(point: ExtensionPoint, profile: string): HistogramSeries {
    return this.#extensionPoints.labels(point, "Success", profile);
  }
}

/** Times are seconds. */
export interface ProfileMetrics {
  attempted(result: AttemptResult, seconds: number): void;
  /** The search for a node took so long, whatever it found. */
  decided(seconds: number): void;
  /** The pod is bound: at its how-manieth try, and how long after it first came into the queue. */
  scheduled(attempts: number, seconds: number): void;
  /** All plugins of an extension point ran for one pod. */
  ran(point: ExtensionPoint, seconds: number): void;
  bindFailed(seconds: number): void;
}
