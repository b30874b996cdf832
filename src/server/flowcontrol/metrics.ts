import { Counter, type CounterSeries, Gauge, type GaugeSeries, Histogram, type HistogramSeries, MetricsRegistry } from "../../base/metrics/metrics.ts";
import type { ConfiguredLimits } from "./decide-limits.ts";
import type { DemandStretch } from "./demand.ts";

/** In seconds. Source: apiserver util/flowcontrol/metrics requestDurationSecondsBuckets. */
const durationBuckets = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];
const seatBuckets = [1, 2, 4, 8, 16, 32, 64, 100];
const queueLengthBuckets = [0, 10, 25, 50, 100, 250, 500, 1_000];

/** Why a request was refused. */
export type RejectReason = "concurrency-limit" | "queue-full" | "time-out";

/** What is counted of one flow schema's requests at one level. */
export interface FlowSeries {
  readonly dispatched: CounterSeries;
  readonly inQueue: GaugeSeries;
  readonly inQueueSeats: GaugeSeries;
  readonly executing: GaugeSeries;
  readonly executingSeats: GaugeSeries;
  readonly seats: HistogramSeries;
  readonly queueLength: HistogramSeries;
  readonly waitSeconds: HistogramSeries;
  readonly refusedWaitSeconds: HistogramSeries;
  readonly executionSeconds: HistogramSeries;
  readonly watchSeconds: HistogramSeries;
  rejected(reason: RejectReason): void;
}

export interface Adjustment {
  readonly stretch: DemandStretch;
  readonly smoothed: number;
  readonly target: number;
  readonly current: number;
}

/** What flow control counts, under upstream's names. Source: apiserver util/flowcontrol/metrics. */
export class FlowMetrics {
  readonly #registry = new MetricsRegistry();
  readonly #series = new Map<string, FlowSeries>();
  readonly #rejected = this.#counter("rejected_requests_total", "Requests that flow control refused", ["priority_level", "flow_schema", "reason"]);
  readonly #dispatched = this.#counter("dispatched_requests_total", "Requests that flow control let run", byFlow);
  readonly #inQueue = this.#gauge("current_inqueue_requests", "Requests that wait in queues", byFlow);
  readonly #inQueueSeats = this.#gauge("current_inqueue_seats", "Seats that the requests in queues want", byFlow);
  readonly #executing = this.#gauge("current_executing_requests", "Requests that run, watches only until they stand", byFlow);
  readonly #executingSeats = this.#gauge("current_executing_seats", "Seats of the requests that run", byFlow);
  readonly #seats = this.#histogram("work_estimated_seats", "Seats that requests take", { labels: byFlow, buckets: seatBuckets });
  readonly #queueLength = this.#histogram("request_queue_length_after_enqueue", "How long the queue was when a request had joined it", { labels: byFlow, buckets: queueLengthBuckets });
  readonly #waitSeconds = this.#histogram("request_wait_duration_seconds", "How long requests waited for a seat", { labels: [...byFlow, "execute"], buckets: durationBuckets });
  readonly #executionSeconds = this.#histogram("request_execution_seconds", "How long requests ran, watches only until they stood", { labels: [...byFlow, "type"], buckets: durationBuckets });
  readonly #nominal = this.#gauge("nominal_limit_seats", "Seats that a level's configuration gives it", byLevel);
  readonly #lower = this.#gauge("lower_limit_seats", "Seats that a level keeps when it has lent all it may", byLevel);
  readonly #upper = this.#gauge("upper_limit_seats", "Seats that a level has when it has borrowed all it may", byLevel);
  readonly #current = this.#gauge("current_limit_seats", "Seats that a level has for now", byLevel);
  readonly #highWatermark = this.#gauge("demand_seats_high_watermark", "Most seats that a level could use at once before the last adjustment", byLevel);
  readonly #average = this.#gauge("demand_seats_average", "Seats that a level could use before the last adjustment, on average over time", byLevel);
  readonly #deviation = this.#gauge("demand_seats_stdev", "Standard deviation of the same", byLevel);
  readonly #smoothed = this.#gauge("demand_seats_smoothed", "Seats that a level could use: peaks count for a while", byLevel);
  readonly #target = this.#gauge("target_seats", "Seats that a level should have had at the last adjustment", byLevel);
  readonly #fairFraction = this.#gauge("seat_fair_frac", "Share of its target that each level got that its bounds did not hold", []);

  /** The series of a flow schema at a level; the same ones each time. */
  flow(level: string, schema: string): FlowSeries {
    const key = `${level}\u0000${schema}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.#series.size >= mostFlows) this.#series.clear();
    const series: FlowSeries = {
      dispatched: this.#dispatched.labels(level, schema),
      inQueue: this.#inQueue.labels(level, schema),
      inQueueSeats: this.#inQueueSeats.labels(level, schema),
      executing: this.#executing.labels(level, schema),
      executingSeats: this.#executingSeats.labels(level, schema),
      seats: this.#seats.labels(level, schema),
      queueLength: this.#queueLength.labels(level, schema),
      waitSeconds: this.#waitSeconds.labels(level, schema, "true"),
      refusedWaitSeconds: this.#waitSeconds.labels(level, schema, "false"),
      executionSeconds: this.#executionSeconds.labels(level, schema, "regular"),
      watchSeconds: this.#executionSeconds.labels(level, schema, "watch"),
      rejected: (reason) => this.#rejected.labels(level, schema, reason).inc(),
    };
    this.#series.set(key, series);
    return series;
  }

  configured(level: string, { nominal, lower, upper }: ConfiguredLimits): void {
    this.#nominal.labels(level).set(nominal);
    this.#lower.labels(level).set(lower);
    this.#upper.labels(level).set(upper);
  }

  adjusted(level: string, { stretch, smoothed, target, current }: Adjustment): void {
    this.#highWatermark.labels(level).set(stretch.highWatermark);
    this.#average.labels(level).set(stretch.average);
    this.#deviation.labels(level).set(stretch.deviation);
    this.#smoothed.labels(level).set(smoothed);
    this.#target.labels(level).set(target);
    this.#current.labels(level).set(current);
  }

  fairFraction(fraction: number): void {
    this.#fairFraction.set(fraction);
  }

  /** The level is gone. What was counted of its requests stays. */
  forget(level: string): void {
    for (const gauge of [this.#nominal, this.#lower, this.#upper, this.#current, this.#highWatermark, this.#average, this.#deviation, this.#smoothed, this.#target]) gauge.remove(level);
  }

  text(): string {
    return this.#registry.write();
  }

  #counter(name: string, help: string, labels: readonly string[]): Counter {
    return this.#registry.register(new Counter({ name: `${prefix}${name}`, help, labels }));
  }

  #gauge(name: string, help: string, labels: readonly string[]): Gauge {
    return this.#registry.register(new Gauge({ name: `${prefix}${name}`, help, labels }));
  }

  #histogram(name: string, help: string, options: { readonly labels: readonly string[]; readonly buckets: readonly number[] }): Histogram {
    return this.#registry.register(new Histogram({ name: `${prefix}${name}`, help, ...options }));
  }
}

const prefix = "apiserver_flowcontrol_";
const byLevel = ["priority_level"];
const byFlow = ["priority_level", "flow_schema"];
/** Pairs whose series are kept at hand. */
const mostFlows = 1_000;
