import { onAbort } from "../../base/abort/abort.ts";
import type { Clock, Millis, Timer } from "../../base/clock.ts";
import type { FlowSchema, PriorityLevelConfiguration } from "../../api/types/flowcontrol/v1.gen.ts";
import type { Attributes } from "../authz/attributes.ts";
import { Classifier } from "./classifier.ts";
import { decideConfiguration, nameOf, queuingOf } from "./decide-configuration.ts";
import { decideConfiguredLimits, decideCurrentLimits } from "./decide-limits.ts";
import { adjustmentPeriodMs, smoothDemand } from "./demand.ts";
import { estimateSeats, mostSeatsOf, type ReadOptions, type StoredObjects } from "./estimate-seats.ts";
import { FlowSchemaState } from "./flow.ts";
import { FlowMetrics, type RejectReason } from "./metrics.ts";
import { PriorityLevel } from "./priority-level.ts";
import { RejectedRequest } from "./rejection.ts";
import { type Entered, Seat } from "./seat.ts";

/** Requests that may run at once over all limited levels: upstream's 400 read-only and 200 mutating. */
export const serverConcurrencyLimit = 600;

/** How long a request without a deadline of its own waits for a seat. Source: apiserver server/config RequestTimeout / 4. */
const defaultWaitMs = 15_000;

export interface FlowControlOptions {
  readonly clock: Clock;
  /** Default: `serverConcurrencyLimit`. */
  readonly concurrencyLimit?: number;
  /** How many objects a list goes through. Default: few. */
  readonly storedObjects?: StoredObjects;
}

export interface EnterOptions {
  readonly signal: AbortSignal;
  /** How long it may wait for a seat. Default: 15 s. */
  readonly waitLimitMs?: Millis;
  /** Of a list or watch. Default: none. */
  readonly read?: ReadOptions;
}

/**
 * Bounds how many requests run at once, by priority level, so that a flood of one kind leaves room for the others. It
 * works from FlowSchemas and PriorityLevelConfigurations; before it is given any, from the mandatory ones alone.
 *
 * Levels lend seats that they do not use. Who has how many is decided anew when a request finds none, at most every ten
 * seconds, and not while nobody is short of any.
 */
export class FlowControl {
  readonly metrics = new FlowMetrics();
  readonly #clock: Clock;
  readonly #concurrencyLimit: number;
  readonly #storedObjects: StoredObjects;
  readonly #levels = new Map<string, PriorityLevel>();
  #classifier!: Classifier<FlowSchemaState>;
  #objects: { readonly levels: readonly PriorityLevelConfiguration[]; readonly schemas: readonly FlowSchema[] } = { levels: [], schemas: [] };
  #adjustedMs: Millis;
  #nextAdjustment: Timer | undefined;
  readonly #onLeave = (seat: Seat): void => this.#left(seat);

  constructor({ clock, concurrencyLimit = serverConcurrencyLimit, storedObjects = () => undefined }: FlowControlOptions) {
    this.#clock = clock;
    this.#storedObjects = storedObjects;
    this.#concurrencyLimit = concurrencyLimit;
    this.#adjustedMs = clock.monotonic();
    this.configure([], []);
  }

  /** By name. */
  get levels(): ReadonlyMap<string, PriorityLevel> {
    return this.#levels;
  }

  /** Works from these objects from now on; requests that wait or run stay where they are. */
  configure(levels: readonly PriorityLevelConfiguration[], schemas: readonly FlowSchema[]): void {
    this.#objects = { levels, schemas };
    const nowMs = this.#clock.monotonic();
    const busy = [...this.#levels.values()].filter(({ queueSet }) => !queueSet.isIdle).map(({ object }) => object);
    const plan = decideConfiguration({ levels, schemas, busy });
    const limits = decideConfiguredLimits(plan.levels.map(({ object }) => object), this.#concurrencyLimit);
    const planned = new Set(plan.levels.map(({ object }) => nameOf(object)));
    for (const name of this.#levels.keys()) if (!planned.has(name)) this.#forget(name);
    for (const [index, { object, isQuiescing }] of plan.levels.entries()) {
      const level = this.#levels.get(nameOf(object)) ?? new PriorityLevel(object, nowMs);
      this.#levels.set(level.name, level);
      Object.assign(level, { object, isQuiescing, limits: limits[index] });
      level.mostSeats = mostSeatsOf(queuingOf(object), level.limits);
      this.metrics.configured(level.name, level.limits);
    }
    const states = plan.schemas.map((schema) => this.#stateOf(schema));
    this.#classifier = new Classifier(states, states.find(({ name }) => name === "catch-all") as FlowSchemaState);
    this.#adjust(nowMs);
  }

  /**
   * Lets the request in at once, or promises to. Throws or rejects with `RejectedRequest` when its level has no seat and
   * no place in the queue for it, or when it waited too long; rejects with the signal's reason on abort.
   */
  enter(request: Attributes, options: EnterOptions): Entered | Promise<Entered> {
    const flow = this.#classifier.classify(request);
    const { level } = flow;
    const distinguisher = flow.distinguisherOf(request);
    const seats = estimateSeats(request, { read: options.read, most: level.mostSeats, storedObjects: this.#storedObjects });
    flow.series.seats.observe(seats);
    const seat = new Seat(request, flow, { distinguisher, seats, onLeave: this.#onLeave });
    const hand = flow.handOf(distinguisher);
    const nowMs = this.#clock.monotonic();
    let start = level.queueSet.start(seat, hand, nowMs);
    if (start === "executing") return this.#started(seat, 0);
    const seated = start === "waiting" ? this.#waitFor(seat, options) : undefined;
    const wasAdjusted = this.#seatsAreShort(nowMs);
    if (seated !== undefined) return seated;
    // Others may have lent seats: then it is tried again.
    if (wasAdjusted) start = level.queueSet.start(seat, hand, nowMs);
    if (start === "executing") return this.#started(seat, 0);
    if (start === "waiting") return this.#waitFor(seat, options);
    throw this.#rejected(seat, start as RejectReason);
  }

  #stateOf(schema: FlowSchema): FlowSchemaState {
    const level = this.#levels.get(schema.spec.priorityLevelConfiguration.name);
    if (level === undefined) throw new Error(`flow schema ${nameOf(schema)} was kept although its level ${schema.spec.priorityLevelConfiguration.name} is not`);
    return new FlowSchemaState(schema, level, this.metrics.flow(level.name, nameOf(schema)));
  }

  #started(seat: Seat, waitedMs: Millis): Seat {
    const { series, level } = seat.flow;
    series.dispatched.inc();
    series.executing.inc();
    series.executingSeats.inc(seat.seats);
    if (!level.isExempt) series.waitSeconds.observe(waitedMs / 1000);
    level.counts.dispatched++;
    return seat;
  }

  #left(seat: Seat): void {
    const { series, level } = seat.flow;
    const nowMs = this.#clock.monotonic();
    level.queueSet.finish(seat, nowMs);
    series.executing.dec();
    series.executingSeats.dec(seat.seats);
    const seconds = (nowMs - (seat.startedMs ?? nowMs)) / 1000;
    (seat.request.verb === "watch" ? series.watchSeconds : series.executionSeconds).observe(seconds);
    if (level.isQuiescing && level.queueSet.isIdle) this.configure(this.#objects.levels, this.#objects.schemas);
  }

  #waitFor(seat: Seat, { signal, waitLimitMs = defaultWaitMs }: EnterOptions): Promise<Entered> {
    const { level, series } = seat.flow;
    if (signal.aborted) {
      level.queueSet.cancel(seat, this.#clock.monotonic());
      return Promise.reject(signal.reason);
    }
    series.inQueue.inc();
    series.inQueueSeats.inc(seat.seats);
    series.queueLength.observe(seat.queue?.waiting.size ?? 0);
    return new Promise((resolve, reject) => {
      const leaveQueue = (): Millis => {
        seat.onGo = undefined;
        timer.cancel();
        registration.dispose();
        series.inQueue.dec();
        series.inQueueSeats.dec(seat.seats);
        return this.#clock.monotonic() - seat.arrivedMs;
      };
      const giveUp = (why: (rejected: RejectedRequest) => unknown, count: "timedOut" | "cancelled") => {
        if (!level.queueSet.cancel(seat, this.#clock.monotonic())) return;
        leaveQueue();
        level.counts[count]++;
        reject(why(this.#rejected(seat, "time-out")));
      };
      seat.onGo = () => resolve(this.#started(seat, leaveQueue()));
      const timer = this.#clock.setTimer(waitLimitMs, () => giveUp((rejected) => rejected, "timedOut"));
      const registration = onAbort(signal, () => giveUp(() => signal.reason, "cancelled"));
    });
  }

  #rejected(seat: Seat, reason: RejectReason): RejectedRequest {
    const { series, level } = seat.flow;
    series.rejected(reason);
    series.refusedWaitSeconds.observe((this.#clock.monotonic() - seat.arrivedMs) / 1000);
    level.counts.rejected++;
    level.retryAfter.note(Math.floor(this.#clock.now() / 1000));
    return new RejectedRequest(seat, level.retryAfter.seconds);
  }

  /** Shares seats out anew when that was not done for a while, which it answers with true; otherwise sees to it that it will be. */
  #seatsAreShort(nowMs: Millis): boolean {
    const dueMs = this.#adjustedMs + adjustmentPeriodMs - nowMs;
    if (dueMs <= 0) {
      this.#adjust(nowMs);
      return true;
    }
    this.#nextAdjustment ??= this.#clock.setTimer(dueMs, () => this.#adjust(this.#clock.monotonic()));
    return false;
  }

  #adjust(nowMs: Millis): void {
    this.#nextAdjustment?.cancel();
    this.#nextAdjustment = undefined;
    this.#adjustedMs = nowMs;
    const levels = [...this.#levels.values()];
    const stretches = levels.map(({ queueSet }) => queueSet.demand.take(nowMs));
    for (const [index, level] of levels.entries()) level.smoothedDemand = smoothDemand(level.smoothedDemand, stretches[index] as (typeof stretches)[number]);
    const { current, targets, fairFraction } = decideCurrentLimits(
      levels.map(({ limits, isExempt, smoothedDemand, queueSet }, index) => ({ ...limits, isExempt, smoothedDemand, highWatermark: stretches[index]?.highWatermark ?? 0, current: queueSet.limit })),
    );
    this.metrics.fairFraction(fairFraction);
    for (const [index, level] of levels.entries()) {
      const seats = current[index] ?? 0;
      level.queueSet.configure(queuingOf(level.object), seats, nowMs);
      this.metrics.adjusted(level.name, { stretch: stretches[index] as (typeof stretches)[number], smoothed: level.smoothedDemand, target: targets[index] ?? 0, current: seats });
    }
    if (levels.some(({ queueSet }) => queueSet.waiting > 0)) this.#seatsAreShort(nowMs);
  }

  #forget(name: string): void {
    this.#levels.delete(name);
    this.metrics.forget(name);
  }
}
