import { Counter, exponentialBuckets, Gauge, Histogram, type MetricsRegistry } from "../metrics/metrics.ts";
import type { QueueObserver, QueueState } from "./workqueue.ts";

/** Seconds. */
const buckets = exponentialBuckets(1e-6, 10, 10);

/** What all queues of a process tell, each under its name. Depth and running work are looked at when they are asked for. Source: component-base metrics/prometheus/workqueue. */
export class QueueMetrics {
  readonly #adds: Counter;
  readonly #retries: Counter;
  readonly #queueDuration: Histogram;
  readonly #workDuration: Histogram;
  readonly #depth: Gauge;
  readonly #unfinished: Gauge;
  readonly #longest: Gauge;
  readonly #queues = new Map<string, QueueState>();

  constructor(registry: MetricsRegistry) {
    const ofQueues = { stability: "BETA", labels: ["name"] } as const;
    this.#adds = registry.register(new Counter({ name: "workqueue_adds_total", help: "Total number of adds handled by workqueue", ...ofQueues }));
    this.#retries = registry.register(new Counter({ name: "workqueue_retries_total", help: "Total number of retries handled by workqueue", ...ofQueues }));
    this.#queueDuration = registry.register(new Histogram({ name: "workqueue_queue_duration_seconds", help: "How long in seconds an item stays in workqueue before being requested.", ...ofQueues, buckets }));
    this.#workDuration = registry.register(new Histogram({ name: "workqueue_work_duration_seconds", help: "How long in seconds processing an item from workqueue takes.", ...ofQueues, buckets }));
    this.#depth = registry.register(new Gauge({ name: "workqueue_depth", help: "Current depth of workqueue", ...ofQueues }));
    this.#unfinished = registry.register(new Gauge({
      name: "workqueue_unfinished_work_seconds",
      help: "How many seconds of work are in progress and not yet in work_duration. Large values mean workers that are stuck; how fast this grows tells how many.",
      ...ofQueues,
    }));
    this.#longest = registry.register(new Gauge({ name: "workqueue_longest_running_processor_seconds", help: "For how many seconds the longest running processor of the workqueue has been running.", ...ofQueues }));
    registry.beforeWrite(() => this.#look());
  }

  /** For the queue of that name. Of several one after the other the numbers go on. */
  observer(name: string): QueueObserver {
    const adds = this.#adds.labels(name);
    const retries = this.#retries.labels(name);
    const waits = this.#queueDuration.labels(name);
    const works = this.#workDuration.labels(name);
    return {
      started: (queue) => void this.#queues.set(name, queue),
      added: () => adds.inc(),
      taken: (waitedMs) => waits.observe(waitedMs / 1_000),
      done: (workedMs) => works.observe(workedMs / 1_000),
      retried: () => retries.inc(),
      ended: (queue) => {
        if (this.#queues.get(name) === queue) this.#queues.set(name, nothing);
      },
    };
  }

  #look(): void {
    for (const [name, queue] of this.#queues) {
      const workingMs = queue.workingMs();
      this.#depth.labels(name).set(queue.depth);
      this.#unfinished.labels(name).set(workingMs.reduce((sum, ms) => sum + ms, 0) / 1_000);
      this.#longest.labels(name).set(Math.max(0, ...workingMs) / 1_000);
    }
  }
}

/** A queue that has ended holds nothing. */
const nothing: QueueState = { depth: 0, workingMs: () => [] };
